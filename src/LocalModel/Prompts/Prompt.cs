using System.Collections.Immutable;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>What the model sees before it writes a turn.</summary>
/// <param name="Tokens">Token ids, BOS included where the model wants one.</param>
/// <param name="StartsInThought">Whether the template has opened the model's thoughts already.</param>
/// <param name="Anchors">Anchored tokens, in order, apart from each other; empty where none were asked for.</param>
internal sealed record Prompt(int[] Tokens, bool StartsInThought, ImmutableArray<TokenRange> Anchors);
