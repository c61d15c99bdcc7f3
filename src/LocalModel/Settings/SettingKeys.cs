namespace SKReasoning.LocalModel.Settings;

/// <summary>Names of the settings of a request, as prompts, JSON and Semantic Kernel write them.</summary>
internal static class SettingKeys
{
    public const string ServiceId = "service_id";
    public const string ModelId = "model_id";
    public const string FunctionChoiceBehavior = "function_choice_behavior";
    public const string Temperature = "temperature";
    public const string TopP = "top_p";
    public const string TopK = "top_k";
    public const string MinP = "min_p";
    public const string RepetitionPenalty = "repetition_penalty";
    public const string FrequencyPenalty = "frequency_penalty";
    public const string PresencePenalty = "presence_penalty";
    public const string Seed = "seed";
    public const string MaxTokens = "max_tokens";
    public const string StopSequences = "stop_sequences";
    public const string ResponseFormat = "response_format";
    public const string Grammar = "grammar";

    /// <summary>Start of the keys under which parts of this project pass objects to each other.</summary>
    public const string OwnPrefix = "skreasoning.";

    private static readonly HashSet<string> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        Temperature, TopP, TopK, MinP, RepetitionPenalty, FrequencyPenalty, PresencePenalty, Seed, MaxTokens, StopSequences, ResponseFormat, Grammar,
    };

    /// <summary>Whether a key names a setting; letter case does not matter.</summary>
    public static bool IsKnown(string key) => s_known.Contains(key);
}
