namespace SKReasoning.Cli.Inspect;

/// <summary>A step of the response.</summary>
/// <param name="First">Position of its first token, the prompt included.</param>
/// <param name="Count">Number of tokens; at least 1.</param>
internal readonly record struct TextStep(int First, int Count);
