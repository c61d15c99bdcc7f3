namespace SKReasoning.Cli.Report.Evaluations;

/// <summary>An evaluation's summary: several ways to use a model, its arms, on the same items.</summary>
/// <param name="Version">Version of the form.</param>
/// <param name="Model">The model that was measured.</param>
/// <param name="Items">Items that were asked.</param>
/// <param name="Arms">What was measured.</param>
internal sealed record EvaluationSummary(int Version, EvaluationSummary.MeasuredModel Model, int Items, EvaluationSummary.Arm[] Arms)
{
    public const int KnownVersion = 1;

    public long? Seed { get; init; }

    public string? Tasks { get; init; }

    /// <summary>The command that measures it again.</summary>
    public string? Command { get; init; }

    public Comparison[] Comparisons { get; init; } = [];

    public Signal[] Signals { get; init; } = [];

    internal sealed record MeasuredModel(string Name)
    {
        public string? Hash { get; init; }

        public string? TemplateHash { get; init; }
    }

    /// <summary>A number with its interval; null where it is undefined.</summary>
    internal sealed record Interval(double? Value, double? Low, double? High);

    /// <summary>A way to use the model, with means per item.</summary>
    internal sealed record Arm(string Name, Interval Accuracy)
    {
        public string? Description { get; init; }

        public int? Items { get; init; }

        public double? Tokens { get; init; }

        public double? PrefillTokens { get; init; }

        public double? Seconds { get; init; }

        public double? ToolCalls { get; init; }

        public double? Errors { get; init; }

        public Stratum[]? ByDifficulty { get; init; }

        /// <summary>Accuracy if it had stopped after one sample or attempt, after two, and so on.</summary>
        public Point[]? Curve { get; init; }
    }

    internal sealed record Stratum(double Difficulty, Interval Accuracy)
    {
        public int? Items { get; init; }
    }

    internal sealed record Point(double? Tokens, Interval Accuracy);

    /// <summary>An arm against another one, on the same items.</summary>
    internal sealed record Comparison(string Arm, string Baseline, Interval Difference)
    {
        public int? Won { get; init; }

        public int? Lost { get; init; }

        public double? PValue { get; init; }

        public double? AdjustedPValue { get; init; }

        public double? ItemsNeeded { get; init; }

        public Interval? AtEqualTokens { get; init; }

        public bool? EqualTokensOutOfRange { get; init; }
    }

    /// <summary>How well a number tells right answers from wrong ones.</summary>
    internal sealed record Signal(string Arm, string Name, Interval Area);
}
