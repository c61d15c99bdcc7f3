using SKReasoning;
using SKReasoning.LocalModel.Settings;

namespace Microsoft.Extensions.AI;

/// <summary>Settings of single requests to a local model that chat options have no property for. All leave the options given as they are.</summary>
public static class ChatOptionsLocalModelExtensions
{
    /// <summary>The options with a least probability that may be drawn.</summary>
    /// <param name="options">Options of a request.</param>
    /// <param name="minP">The probability, relative to the most probable token's; 0 to 1.</param>
    public static ChatOptions WithMinP(this ChatOptions options, float minP) => options.With(SettingKeys.MinP, minP);

    /// <summary>The options with a penalty on tokens that the turn already holds.</summary>
    /// <param name="options">Options of a request.</param>
    /// <param name="penalty">Divides positive and multiplies negative logits; more than 0, at most 100.</param>
    public static ChatOptions WithRepetitionPenalty(this ChatOptions options, float penalty) => options.With(SettingKeys.RepetitionPenalty, penalty);

    /// <summary>The options with a grammar that the whole turn must match; tools are not called then.</summary>
    /// <param name="options">Options of a request.</param>
    /// <param name="grammar">GBNF text with a rule named root.</param>
    public static ChatOptions WithGrammar(this ChatOptions options, string grammar)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(grammar);
        return options.With(SettingKeys.Grammar, grammar);
    }

    /// <summary>The options with a request to record how the turn is written; the <see cref="ReasoningTrace"/> comes with its last update.</summary>
    /// <param name="options">Options of a request.</param>
    /// <param name="request">What is recorded; null for the defaults.</param>
    public static ChatOptions WithTrace(this ChatOptions options, TraceRequest? request = null) => options.With(TraceRequest.OptionsKey, request ?? new TraceRequest());

    private static ChatOptions With(this ChatOptions options, string key, object value)
    {
        ArgumentNullException.ThrowIfNull(options);
        var changed = options.Clone();
        changed.AdditionalProperties = options.AdditionalProperties is { } properties ? new(properties) : [];
        changed.AdditionalProperties[key] = value;
        return changed;
    }
}
