using System.Collections.Immutable;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>What the model sees before it writes a turn.</summary>
/// <param name="Tokens">Token ids, BOS included where the model wants one.</param>
/// <param name="StartsInThought">Whether the template has opened the model's thoughts already.</param>
/// <param name="Anchors">Anchored tokens, in order; empty where none were asked for. Apart from each other, or one range for each marked text where that was asked for.</param>
internal sealed record Prompt(int[] Tokens, bool StartsInThought, ImmutableArray<TokenRange> Anchors);
