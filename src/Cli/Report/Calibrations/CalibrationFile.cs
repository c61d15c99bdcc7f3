namespace SKReasoning.Cli.Report.Calibrations;

/// <summary>A calibration with the evidence that it rests on, as its file holds it; members that are not shown are passed over.</summary>
internal sealed record CalibrationFile(int Version, CalibrationFile.Content Calibration)
{
    public const int KnownVersion = 1;

    internal sealed record Content(Identity Model, Logistic Answer, Threshold[] Thresholds, Evidence Evidence)
    {
        public string? CreatedBy { get; init; }

        /// <summary>Null where the truth of steps was not known.</summary>
        public Logistic? Step { get; init; }
    }

    internal sealed record Identity(string Name)
    {
        public string? Hash { get; init; }
    }

    /// <summary>Log-odds as a weighted sum of standardized features.</summary>
    internal sealed record Logistic(double Intercept, FeatureWeight[] Weights);

    internal sealed record FeatureWeight(string Name, double Weight, double Mean, double Scale);

    internal sealed record Threshold(
        double FalseAcceptRate, double Confidence, double Probability, int HeldOutWrong, int AcceptedWrong, int HeldOutRight, int AcceptedRight);

    internal sealed record Evidence(int Answers, int Right, int HeldOut, Candidate[] Models, Gain[] Gains, Candidate Final, double? CalibrationError, Bin[] Reliability)
    {
        public int Incomplete { get; init; }

        public Dropped[] Dropped { get; init; } = [];

        public StepFinding? Steps { get; init; }

        public HeadFinding? Heads { get; init; }
    }

    internal sealed record Interval(double? Value, double? Low, double? High);

    internal sealed record Candidate(string Name, int Features, Interval Auc, double? LogLoss);

    internal sealed record Gain(string Group, Interval Auc, Interval LogLoss, bool IsKept);

    internal sealed record Bin(int Count, double Predicted, double Observed);

    internal sealed record Dropped(string Name, string Reason);

    internal sealed record StepFinding(int Steps, int WrongSteps, Interval Auc, Interval HitRate, double? Chance, Signal[] Alone);

    /// <summary>What one feature of steps tells by itself.</summary>
    internal sealed record Signal(string Name, Interval Auc);

    internal sealed record HeadFinding(Interval Picked, Interval All, Interval Gain);
}
