using SKReasoning.Filters;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>When a turn is tried again, from where and how often.</summary>
internal sealed record Gate(double Threshold, BranchFrom From, int Retries)
{
    /// <summary>A weakest token of probability 1 would be accepted; there is none.</summary>
    public const double RejectsAll = 0;

    /// <summary>Judges the first attempt and leaves it at that.</summary>
    public static Gate JudgesOnly { get; } = new(RejectsAll, BranchFrom.Restart, 0);

    public ReasoningFilterOptions ToOptions() => new()
    {
        Influence = false,
        WeakestToken = new WeakestTokenOptions { Threshold = Threshold },
        Branch = new BranchOptions { From = From, MaxRetries = Retries, MaxTokens = int.MaxValue },
    };
}
