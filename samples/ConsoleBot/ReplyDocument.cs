using System.Text.Json;
using System.Text.Json.Serialization;
using SKReasoning;

namespace ConsoleBot;

/// <summary>A reply as <c>--json</c> prints it: the turns with all attempts and the tool calls in order, then the answer.</summary>
internal sealed record ReplyDocument(
    string Question, string? Model, double Temperature, long? Seed, IReadOnlyList<ReplyDocument.EventEntry> Events, string Answer)
{
    /// <summary>One of the two.</summary>
    internal sealed record EventEntry(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TurnEntry? Turn = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ToolEntry? Tool = null);

    internal sealed record ToolEntry(string Name, JsonElement Arguments, string Result, bool Ran);

    internal sealed record TurnEntry(bool Accepted, int Kept, int RetryTokens, IReadOnlyList<AttemptEntry> Attempts)
    {
        public static TurnEntry Of(TurnReport report) => new(
            report.Verdict.Accepted,
            report.KeptAttempt.Number,
            report.RetryTokens,
            [.. report.Attempts.Select(attempt => AttemptEntry.Of(attempt, report.Attempts[0]))]);
    }

    internal sealed record AttemptEntry(
        int Number,
        BranchEntry? Branch,
        DerivationView? View,
        int? FirstChangedStep,
        double? Temperature,
        long? Seed,
        int NewTokens,
        double MeanLogProbability,
        VerdictEntry Verdict,
        IReadOnlyList<StepEntry> Steps,
        int InfluenceDistance,
        IReadOnlyList<SpectralSignature> Spectra,
        AnchoringEntry? Anchoring)
    {
        public static AttemptEntry Of(Attempt attempt, Attempt first) => new(
            attempt.Number,
            attempt.Branch is { } branch ? new(branch.From, branch.Step + 1, branch.Reason, branch.Prefix.Length) : null,
            attempt.View,
            attempt.FirstChangedStep(first) + 1,
            attempt.Temperature,
            attempt.Seed,
            attempt.Trace.NewTokens,
            attempt.Trace.MeanLogProbability,
            new(attempt.Verdict.Accepted, attempt.Verdict.Score, attempt.Verdict.WeakestStep + 1, attempt.Verdict.Reason),
            [.. attempt.Trace.Steps.Select(StepEntry.Of)],
            attempt.Trace.InfluenceDistance,
            attempt.Trace.Spectra,
            attempt.Trace.Anchoring is { } anchoring ? AnchoringEntry.Of(anchoring) : null);
    }

    internal sealed record BranchEntry(BranchFrom From, int BeforeStep, string Reason, int KeptTokens);

    internal sealed record VerdictEntry(bool Accepted, double Score, int? WeakestStep, string Reason);

    internal sealed record StepEntry(
        string Text,
        StepKind Kind,
        int TokenCount,
        double Confidence,
        double MeanLogProbability,
        double WeakestLogProbability,
        double MeanEntropy,
        double? Influence)
    {
        public static StepEntry Of(ReasoningStep step) => new(
            step.Text, step.Kind, step.TokenCount, step.Confidence, step.MeanLogProbability, step.WeakestLogProbability, step.MeanEntropy, step.Influence);
    }

    internal sealed record AnchoringEntry(int Flips, int MaskedTokens, IReadOnlyList<SegmentEntry> Segments)
    {
        public static AnchoringEntry Of(AnchorTrace anchoring)
            => new(anchoring.Flips, anchoring.MaskedTokens, [.. anchoring.Segments.Select(SegmentEntry.Of)]);
    }

    internal sealed record SegmentEntry(
        SegmentKind Kind, int Step, int TokenCount, double Strength, double? Confidence, double? AnchorShare, double MeanDivergence)
    {
        public static SegmentEntry Of(AnchorSegment segment) => new(
            segment.Kind, segment.Step, segment.TokenCount, segment.MeanStrength, segment.Confidence, segment.AnchorShare, segment.MeanDivergence);
    }
}
