using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Fits a calibration to answers of known truth, and measures what it is worth.</summary>
/// <remarks>
/// <para>
/// On the fitting part: models by length, by length and log-probabilities, and by all features are compared by nested cross-validation that
/// never parts a problem. Entropy, influence and spectra each have to lower the log-loss of length and log-probabilities: a group stays where
/// the interval of its gain, by drawing problems anew, lies above 0, and so a group that says nothing stays in 2.5 % of fits at the most.
/// The model of what stays is fitted to the whole part.
/// </para>
/// <para>On the held-out part nothing is chosen: there the final model is measured and its thresholds are proven (<see cref="AcceptanceThreshold"/>).</para>
/// <para>Deterministic by the seed. Costs seconds for a thousand answers.</para>
/// </remarks>
public static class CalibrationFit
{
    private const int FewestOfEach = 5;

    private static readonly FeatureGroup[] s_baseline = [FeatureGroup.Length, FeatureGroup.LogProbability];
    private static readonly FeatureGroup[] s_candidates = [FeatureGroup.Entropy, FeatureGroup.Influence, FeatureGroup.Spectral];

    /// <summary>Fits a calibration.</summary>
    /// <param name="split">The answers.</param>
    /// <param name="source">Where they come from.</param>
    /// <param name="options">How it is fitted; null for the defaults.</param>
    /// <exception cref="CalibrationException">There are too few answers, or too few wrong ones; the message says how many are needed.</exception>
    public static Calibration Run(HeldOutSplit split, CalibrationSource source, CalibrationFitOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(source);
        options ??= new CalibrationFitOptions();
        options.Validate();
        RequireBoth(split.Fitting, "to fit");
        RequireBoth(split.HeldOut, "held out");
        var dropped = new List<DroppedFeature>();
        var table = FeatureTable.Create([.. split.Fitting.Select(answer => new FeatureTable.Item(answer.Features, answer.IsRight, answer.Problem, answer.LengthGroup))], dropped);
        var fit = new CrossFit(table, options);
        var comparison = new GroupComparison(table, fit, options);
        var models = comparison.Models(s_baseline);
        ImmutableArray<GroupEvidence> gains = [comparison.Gain(FeatureGroup.LogProbability, [FeatureGroup.Length], isAlwaysKept: true), .. s_candidates.Where(table.Has).Select(group => comparison.Gain(group, s_baseline))];
        FeatureGroup[] kept = [.. s_baseline, .. gains.Where(gain => gain.IsKept).Select(gain => gain.Group).Except(s_baseline)];
        dropped.AddRange(table.Columns(s_candidates.Except(kept)).Select(column => new DroppedFeature(table.Names[column], "its group adds nothing that is sure")));
        var answer = fit.FitBest(table.Columns(kept));
        var (step, stepEvidence) = StepFit.Run(split.Fitting, options);

        double?[] scores = [.. split.HeldOut.Select(held => answer.Probability(held.Features))];
        int[] judged = [.. Enumerable.Range(0, scores.Length).Where(i => scores[i] is not null)];
        ScoredAnswer[] heldOut = [.. judged.Select(i => new ScoredAnswer(scores[i]!.Value, split.HeldOut[i].IsRight))];
        var final = new PredictionScores(options).Model("final", answer.Weights.Length, heldOut, [.. judged.Select(i => split.HeldOut[i].Problem)]);
        var evidence = new CalibrationEvidence(
            table.Rows.Length,
            table.Labels.Count(label => label == true),
            split.HeldOut.Length,
            split.Fitting.Length - table.Rows.Length,
            models,
            gains,
            final,
            PredictionScores.Round(Reliability.ExpectedCalibrationError(heldOut)),
            PredictionScores.Reliability(heldOut),
            [.. dropped])
        {
            Steps = stepEvidence,
            Heads = source.Heads,
        };
        var calibration = new Calibration(source.CreatedBy, source.Model, answer, Thresholds(scores, split.HeldOut, options), evidence) { Step = step };
        return calibration with { Influence = calibration.Needed.Any(name => FeatureNames.GroupOf(name) == FeatureGroup.Influence) ? source.Influence : null };
    }

    private static void RequireBoth(ImmutableArray<LabelledTrace> answers, string what)
    {
        var right = answers.Count(answer => answer.IsRight);
        if (right < FewestOfEach || answers.Length - right < FewestOfEach)
        {
            throw new CalibrationException($"There are {right} right and {answers.Length - right} wrong answers {what}, but {FewestOfEach} of each are the fewest. Give more problems, and easier or harder ones.");
        }
    }

    private static ImmutableArray<AcceptanceThreshold> Thresholds(double?[] scores, ImmutableArray<LabelledTrace> heldOut, CalibrationFitOptions options)
    {
        var found = options.FalseAcceptRates.Select(rate => ConformalThreshold.Find(scores, heldOut, rate, options.Confidence)).ToArray();
        if (found[0] is null)
        {
            var wrong = heldOut.Where(answer => !answer.IsRight).DistinctBy(answer => answer.Problem).Count();
            throw new CalibrationException(FormattableString.Invariant(
                $"A false-accept rate of {options.FalseAcceptRates[0]} takes {ConformalThreshold.FewestWrong(options.FalseAcceptRates[0], options.Confidence)} wrong answers held out to prove, but there are {wrong}. Give more or harder problems, or a higher rate."));
        }

        return [.. found.OfType<AcceptanceThreshold>()];
    }
}
