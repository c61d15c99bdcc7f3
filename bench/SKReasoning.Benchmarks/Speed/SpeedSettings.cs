namespace SKReasoning.Benchmarks.Speed;

/// <summary>What is measured, and how often.</summary>
internal sealed record SpeedSettings(string Model, int Threads, int Rounds, int NewTokens, IReadOnlyList<int> Depths)
{
    public const int WarmUp = 8;

    /// <summary>Tokens of one decode; prompts are cut to it.</summary>
    public const int BatchSize = 512;

    public int LongestText => Depths.Max() + NewTokens + WarmUp + 8;
}
