namespace SKReasoning.Benchmarks.Capture;

/// <summary>What is timed: the tokens after a prompt that is in the cache already, or the prompt itself.</summary>
internal sealed record CaptureCase(int PromptTokens, int NewTokens)
{
    /// <summary>Answers to a short prompt, to a long one and to one that nearly fills the built-in model's context; each prompt also alone.</summary>
    public static IReadOnlyList<CaptureCase> All { get; } =
        [new(64, 192), new(64, 0), new(512, 128), new(512, 0), new(1500, 128), new(1500, 0)];

    public bool IsDecode => NewTokens > 0;
}
