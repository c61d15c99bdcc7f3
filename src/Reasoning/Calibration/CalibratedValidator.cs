using System.Globalization;

namespace SKReasoning;

/// <summary>Accepts a turn that is right with enough probability, as measured on the model that wrote it.</summary>
/// <remarks>
/// The score is that probability, 0 to 1. A turn without a feature that the calibration needs, as where attention was not read, is rejected
/// with that reason: it cannot be told from a wrong one. <see cref="Request"/> says what has to be recorded. Thread-safe.
/// </remarks>
public sealed class CalibratedValidator : IReasoningValidator
{
    private readonly AcceptanceThreshold _threshold;

    /// <summary>Creates the validator.</summary>
    /// <param name="calibration">The calibration of the model that writes the turns.</param>
    /// <param name="falseAcceptRate">Which of its thresholds counts; null for the first.</param>
    /// <exception cref="ArgumentException">The calibration has no threshold for that rate.</exception>
    public CalibratedValidator(Calibration calibration, double? falseAcceptRate = null)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        Calibration = calibration;
        _threshold = calibration.Thresholds.FirstOrDefault(threshold => falseAcceptRate is null || threshold.FalseAcceptRate == falseAcceptRate)
            ?? throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"The calibration has no threshold for the false-accept rate {falseAcceptRate}; it has those for {string.Join(", ", calibration.Thresholds.Select(threshold => threshold.FalseAcceptRate.ToString(CultureInfo.InvariantCulture)))}."),
                nameof(falseAcceptRate));
    }

    /// <summary>What verdicts rest on.</summary>
    public Calibration Calibration { get; }

    /// <summary>What has to be recorded of a turn in addition to a request, so that no feature is missing.</summary>
    /// <param name="request">What is recorded for other purposes; null for nothing.</param>
    public TraceRequest Request(TraceRequest? request = null)
    {
        request ??= new TraceRequest { Influence = false };
        var needed = Calibration.Needed.ToList();
        var needsInfluence = needed.Any(name => FeatureNames.GroupOf(name) == FeatureGroup.Influence);
        return request with
        {
            Influence = request.Influence || needsInfluence,
            InfluenceOptions = needsInfluence ? Calibration.Influence! : request.InfluenceOptions,
            SpectralLayers = [.. request.SpectralLayers.Union(needed.Select(FeatureNames.LayerOf).OfType<int>())],
        };
    }

    /// <inheritdoc/>
    public Verdict Judge(ReasoningTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Tokens.IsEmpty)
        {
            return new Verdict(false, 0, null, "the turn is empty");
        }

        var features = TraceFeatures.Of(trace);
        var weakest = WeakestStep(trace);
        if (Calibration.Answer.Probability(features) is not { } probability)
        {
            return new Verdict(false, 0, weakest, $"the trace lacks {Calibration.Answer.MissingFrom(features)}, which the calibration needs");
        }

        var accepted = probability >= _threshold.Probability;
        return new Verdict(accepted, probability, weakest, Reason(accepted, probability, features));
    }

    private string Reason(bool accepted, double probability, FeatureSet features)
    {
        var comparison = string.Create(
            CultureInfo.InvariantCulture,
            $"right with probability {probability:F3}, {(accepted ? "not under" : "under")} the threshold {_threshold.Probability:F3}");
        return Calibration.Answer.MostAgainst(features) is { } feature
            ? string.Create(CultureInfo.InvariantCulture, $"{comparison}; {feature.Name} = {features[feature.Name]:G3} speaks most against it")
            : comparison;
    }

    private int? WeakestStep(ReasoningTrace trace)
    {
        int? weakest = null;
        double? lowest = null;
        for (var i = 0; i < trace.Steps.Length; i++)
        {
            if (Calibration.Step?.Probability(StepFeatures.Of(trace.Steps[i])) is { } probability && !(probability >= lowest))
            {
                (weakest, lowest) = (i, probability);
            }
        }

        return weakest ?? (trace.StepOf(trace.WeakestToken) is >= 0 and var step ? step : null);
    }
}
