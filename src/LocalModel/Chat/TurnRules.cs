using SKReasoning.LocalModel.Calls;
using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Sampling;

namespace SKReasoning.LocalModel.Chat;

/// <summary>What a turn must obey.</summary>
/// <param name="Sampling">How tokens are drawn.</param>
/// <param name="MaxNewTokens">Most tokens that the model may write, without a prefix that is forced on it; at least 1.</param>
/// <param name="StopSequences">Texts that end the visible text; they are not part of it.</param>
/// <param name="Thoughts">Tags around thoughts; null for none.</param>
/// <param name="Calls">The calls that the turn may make; null for none.</param>
/// <param name="Grammar">GBNF text that the whole turn must match; null for free text.</param>
internal sealed record TurnRules(
    SamplingOptions Sampling, int MaxNewTokens, IReadOnlyList<string> StopSequences, ThoughtTags? Thoughts, CallRules? Calls, string? Grammar);
