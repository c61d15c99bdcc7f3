using SKReasoning.Filters;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>When a turn is tried again, from where and how often.</summary>
internal sealed record Gate(double Threshold, BranchFrom From, int Retries)
{
    /// <summary>A weakest token of probability 1 would be accepted; there is none.</summary>
    public const double RejectsAll = 0;

    /// <summary>Temperature of the retries of a greedy turn; other turns are tried again at their own.</summary>
    public const double GreedyRetryTemperature = 1;

    /// <summary>Judges the first attempt and leaves it at that.</summary>
    public static Gate JudgesOnly { get; } = new(RejectsAll, BranchFrom.Restart, 0);

    public ReasoningFilterOptions ToOptions() => new()
    {
        Influence = false,
        WeakestToken = new WeakestTokenOptions { Threshold = Threshold },
        Branch = new BranchOptions { From = From, MaxRetries = Retries, Temperature = GreedyRetryTemperature, MaxTokens = int.MaxValue },
    };
}
