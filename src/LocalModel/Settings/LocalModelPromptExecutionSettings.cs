using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using SKReasoning;
using SKReasoning.LocalModel.Settings;

namespace Microsoft.SemanticKernel;

/// <summary>Settings of one request to a local model.</summary>
/// <remarks>
/// <para>
/// In JSON and in prompt files the names are in snake case, such as <c>min_p</c>; a setting that is null is left to the model. Objects in
/// <see cref="PromptExecutionSettings.ExtensionData"/> reach the model as the very objects; JSON leaves out what is no JSON value.
/// </para>
/// <para>Not thread-safe until frozen. Ranges are checked by the model, which throws an <see cref="ArgumentException"/> that names the setting.</para>
/// </remarks>
[JsonConverter(typeof(LocalModelPromptExecutionSettingsConverter))]
public sealed class LocalModelPromptExecutionSettings : PromptExecutionSettings
{
    /// <summary>Divides the logits; 0 takes the most probable token.</summary>
    /// <value>Default null: 0; 0 to 100.</value>
    public float? Temperature { get; set => field = Unfrozen(value); }

    /// <summary>Probability mass of the most probable tokens that may be drawn.</summary>
    /// <value>Default null: 1, all; more than 0, at most 1. Without effect at temperature 0.</value>
    public float? TopP { get; set => field = Unfrozen(value); }

    /// <summary>Number of most probable tokens that may be drawn.</summary>
    /// <value>Default null: 0, all. Without effect at temperature 0.</value>
    public int? TopK { get; set => field = Unfrozen(value); }

    /// <summary>Least probability that may be drawn, relative to the most probable token's.</summary>
    /// <value>Default null: 0; 0 to 1. Without effect at temperature 0.</value>
    public float? MinP { get; set => field = Unfrozen(value); }

    /// <summary>Divides positive and multiplies negative logits of tokens that the turn already holds.</summary>
    /// <value>Default null: 1, none; more than 0, at most 100.</value>
    public float? RepetitionPenalty { get; set => field = Unfrozen(value); }

    /// <summary>Subtracted from a token's logit for each time that the turn already holds it.</summary>
    /// <value>Default null: 0; −100 to 100.</value>
    public float? FrequencyPenalty { get; set => field = Unfrozen(value); }

    /// <summary>Subtracted from the logit of a token that the turn already holds.</summary>
    /// <value>Default null: 0; −100 to 100.</value>
    public float? PresencePenalty { get; set => field = Unfrozen(value); }

    /// <summary>Seed of the draws.</summary>
    /// <value>Default null: another one for every turn.</value>
    public long? Seed { get; set => field = Unfrozen(value); }

    /// <summary>Most tokens that the model writes in one turn.</summary>
    /// <value>Default null: as many as the context holds; at least 1.</value>
    public int? MaxTokens { get; set => field = Unfrozen(value); }

    /// <summary>Texts that end the turn; they are not part of it.</summary>
    /// <value>Default null: none.</value>
    public IList<string>? StopSequences { get; set => field = Unfrozen(value); }

    /// <summary>Form of the answer; in JSON "text", "json_object", or a JSON schema.</summary>
    /// <value>Default null: free text.</value>
    public ChatResponseFormat? ResponseFormat { get; set => field = Unfrozen(value); }

    /// <summary>Grammar in GBNF that the whole turn must match; tools are not called then.</summary>
    /// <value>Default null: none.</value>
    public string? Grammar { get; set => field = Unfrozen(value); }

    /// <summary>What is recorded about the turn; not in JSON.</summary>
    /// <value>Default null: nothing, unless middleware asks for it.</value>
    public TraceRequest? Trace { get; set => field = Unfrozen(value); }

    /// <summary>How the turn is steered towards its anchors; not in JSON.</summary>
    /// <value>Default null: not at all, unless middleware asks for it.</value>
    public AnchorRequest? Anchors { get; set => field = Unfrozen(value); }

    /// <summary>The settings as those of a local model: the very object where they are, else a new one with what they say.</summary>
    /// <param name="executionSettings">Settings of any kind; null for none.</param>
    /// <exception cref="ArgumentException">A value has the wrong type; the parameter name is its key.</exception>
    public static LocalModelPromptExecutionSettings FromExecutionSettings(PromptExecutionSettings? executionSettings)
    {
        if (executionSettings is null or LocalModelPromptExecutionSettings)
        {
            return executionSettings as LocalModelPromptExecutionSettings ?? new LocalModelPromptExecutionSettings();
        }

        var settings = new LocalModelPromptExecutionSettings
        {
            ServiceId = executionSettings.ServiceId,
            ModelId = executionSettings.ModelId,
            FunctionChoiceBehavior = executionSettings.FunctionChoiceBehavior,
        };
        if (executionSettings.GetType() != typeof(PromptExecutionSettings))
        {
            settings.TakeFrom(executionSettings);
        }

        foreach (var (key, value) in executionSettings.ExtensionData ?? new Dictionary<string, object>())
        {
            settings.Set(key, value);
        }

        return settings;
    }

    /// <inheritdoc/>
    public override void Freeze()
    {
        if (IsFrozen)
        {
            return;
        }

        StopSequences = StopSequences is null ? null : new ReadOnlyCollection<string>([.. StopSequences]);
        base.Freeze();
    }

    /// <inheritdoc/>
    public override PromptExecutionSettings Clone() => new LocalModelPromptExecutionSettings
    {
        ServiceId = ServiceId,
        ModelId = ModelId,
        FunctionChoiceBehavior = FunctionChoiceBehavior,
        ExtensionData = ExtensionData is null ? null : new Dictionary<string, object>(ExtensionData),
        Temperature = Temperature,
        TopP = TopP,
        TopK = TopK,
        MinP = MinP,
        RepetitionPenalty = RepetitionPenalty,
        FrequencyPenalty = FrequencyPenalty,
        PresencePenalty = PresencePenalty,
        Seed = Seed,
        MaxTokens = MaxTokens,
        StopSequences = StopSequences is null ? null : [.. StopSequences],
        ResponseFormat = ResponseFormat,
        Grammar = Grammar,
        Trace = Trace,
        Anchors = Anchors,
    };

    /// <summary>Takes one setting by its name; other names are kept as extension data.</summary>
    /// <exception cref="ArgumentException">The value has the wrong type.</exception>
    internal void Set(string key, object? value)
    {
        switch (key.ToLowerInvariant())
        {
            case SettingKeys.Temperature: Temperature = SettingValue.Single(key, value); break;
            case SettingKeys.TopP: TopP = SettingValue.Single(key, value); break;
            case SettingKeys.TopK: TopK = SettingValue.Int32(key, value); break;
            case SettingKeys.MinP: MinP = SettingValue.Single(key, value); break;
            case SettingKeys.RepetitionPenalty: RepetitionPenalty = SettingValue.Single(key, value); break;
            case SettingKeys.FrequencyPenalty: FrequencyPenalty = SettingValue.Single(key, value); break;
            case SettingKeys.PresencePenalty: PresencePenalty = SettingValue.Single(key, value); break;
            case SettingKeys.Seed: Seed = SettingValue.Integer(key, value); break;
            case SettingKeys.MaxTokens: MaxTokens = SettingValue.Int32(key, value); break;
            case SettingKeys.StopSequences: StopSequences = SettingValue.Texts(key, value); break;
            case SettingKeys.ResponseFormat: ResponseFormat = SettingValue.Format(key, value); break;
            case SettingKeys.Grammar: Grammar = SettingValue.Text(key, value); break;
            default: (ExtensionData ??= new Dictionary<string, object>())[key] = value!; break;
        }
    }

    /// <summary>Puts the settings into chat options, typed; called by Semantic Kernel with what it made of their JSON.</summary>
    /// <param name="options">Options of the request.</param>
    protected override void PrepareChatOptionsForRequest(ChatOptions options)
    {
        base.PrepareChatOptionsForRequest(options);
        options.Temperature = Temperature ?? options.Temperature;
        options.TopP = TopP ?? options.TopP;
        options.TopK = TopK ?? options.TopK;
        options.FrequencyPenalty = FrequencyPenalty ?? options.FrequencyPenalty;
        options.PresencePenalty = PresencePenalty ?? options.PresencePenalty;
        options.Seed = Seed ?? options.Seed;
        options.MaxOutputTokens = MaxTokens ?? options.MaxOutputTokens;
        options.StopSequences = StopSequences is null ? options.StopSequences : [.. StopSequences];
        options.ResponseFormat = ResponseFormat ?? options.ResponseFormat;
        var properties = options.AdditionalProperties ??= [];
        foreach (var (key, value) in ExtensionData ?? new Dictionary<string, object>())
        {
            // The value that JSON made of it may be there already; the object itself is meant. What Semantic Kernel put elsewhere is not put here again.
            if (!SettingKeys.IsKnown(key) || properties.ContainsKey(key))
            {
                properties[key] = value;
            }
        }

        Put(properties, SettingKeys.MinP, MinP);
        Put(properties, SettingKeys.RepetitionPenalty, RepetitionPenalty);
        Put(properties, SettingKeys.Grammar, Grammar);
        Put(properties, TraceRequest.OptionsKey, Trace);
        Put(properties, AnchorRequest.OptionsKey, Anchors);
    }

    private static void Put(AdditionalPropertiesDictionary properties, string key, object? value)
    {
        if (value is not null)
        {
            properties[key] = value;
        }
    }

    // Another provider's settings tell their values only through Semantic Kernel's own conversion, which needs the kernel for its functions.
    private void TakeFrom(PromptExecutionSettings foreign)
    {
        var copy = foreign.Clone();
        copy.FunctionChoiceBehavior = null;
        var options = copy.ToChatOptions(kernel: null);
        (Temperature, TopP, TopK, Seed, MaxTokens) = (options.Temperature, options.TopP, options.TopK, options.Seed, options.MaxOutputTokens);
        (FrequencyPenalty, PresencePenalty, ResponseFormat) = (options.FrequencyPenalty, options.PresencePenalty, options.ResponseFormat);
        StopSequences = options.StopSequences;
        foreach (var (key, value) in options.AdditionalProperties ?? [])
        {
            Set(key, value);
        }
    }

    [return: NotNullIfNotNull(nameof(value))]
    private T Unfrozen<T>(T value)
    {
        ThrowIfFrozen();
        return value;
    }
}
