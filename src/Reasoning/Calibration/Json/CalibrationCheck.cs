using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>Checks what the types of a calibration cannot say. A number of JSON may be beyond a double, and is infinite then.</summary>
internal static class CalibrationCheck
{
    private const int MaxFeatures = 4096;

    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public static void Run(Calibration calibration)
    {
        Require(calibration.Model.Hash.Length > 0 && calibration.Model.TemplateHash.Length > 0, "the model has no hash");
        Check(calibration.Answer, "answer");
        if (calibration.Step is { } step)
        {
            Check(step, "step");
        }

        Require(!calibration.Thresholds.IsDefaultOrEmpty, "there is no threshold");
        foreach (var threshold in calibration.Thresholds)
        {
            Require(threshold is not null, "a threshold is null");
            Require(threshold!.FalseAcceptRate is > 0 and < 1 && threshold.Confidence is > 0 and < 1, "a false-accept rate or a confidence is not between 0 and 1");
            Require(threshold.Probability is >= 0 && threshold.Probability <= Math.BitIncrement(1.0), "a threshold is no probability");
        }

        var needsInfluence = calibration.Needed.Any(name => FeatureNames.GroupOf(name) == FeatureGroup.Influence);
        Require(!needsInfluence || calibration.Influence is not null, "a feature needs influence, but how it is measured is not said");
    }

    private static void Check(LogisticModel model, string name)
    {
        Require(!model.Weights.IsDefault && model.Weights.Length <= MaxFeatures && !model.Weights.Contains(null!), $"the {name} model has no list of weights, or an endless one");
        Require(model.Weights.DistinctBy(weight => weight.Name).Count() == model.Weights.Length, $"the {name} model has a feature twice");
        foreach (var weight in model.Weights)
        {
            Require(FeatureNames.GroupOf(weight.Name) is not null, $"the {name} model has a feature that is not known, '{weight.Name}'");
            Require(weight.Scale > 0 && double.IsFinite(weight.Scale) && weight.Low <= weight.High, $"the scale or the range of '{weight.Name}' is no such");
        }

        // What is clamped to the range lies between these, so every sum is finite.
        Require(double.Abs(model.Intercept) < 1e6 && model.Weights.All(IsReasonable), $"a number of the {name} model is out of all proportion");
    }

    private static bool IsReasonable(FeatureWeight weight)
        => ImmutableArray.Create(weight.Contribution(weight.Low), weight.Contribution(weight.High)).All(value => double.Abs(value) < 1e6);

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException($"{problem}.");
        }
    }
}
