namespace SKReasoning.LocalModel.Prompts;

/// <summary>What the model sees before it writes a turn.</summary>
/// <param name="Tokens">Token ids, BOS included where the model wants one.</param>
/// <param name="StartsInThought">Whether the template has opened the model's thoughts already.</param>
internal sealed record Prompt(int[] Tokens, bool StartsInThought);
