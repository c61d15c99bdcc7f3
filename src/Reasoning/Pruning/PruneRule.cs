using System.Globalization;

namespace SKReasoning;

/// <summary>Decides from a trial whether units may be left out: the only place where that is decided.</summary>
/// <remarks>
/// Where the answer stays, it must become more probable. Where it changes, the old answer's probability proves nothing: the new one must be more
/// probable without the units than the old one was with them, and samples must agree on it, and more than they agreed before.
/// </remarks>
public static class PruneRule
{
    /// <summary>Whether the units may be left out, and why, in one sentence.</summary>
    public static (bool IsDroppable, string Reason) Judge(PruneOptions options, PruneTrial trial)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(trial);
        if (trial.IsSame)
        {
            return trial.Change >= options.MinimumGain
                ? (true, $"Left out, they leave the answer at '{trial.Before}', which is more probable by {Nats(trial.Change)}.")
                : (false, $"Left out, they leave the answer at '{trial.Before}', but its log-probability changes by {Nats(trial.Change)}, not by the {Nats(options.MinimumGain)} that are asked for.");
        }

        var turn = $"Left out, they turn the answer from '{trial.Before}' to '{trial.After}'";
        return (trial.Agreement, trial.AgreementBefore) switch
        {
            _ when !(trial.Confidence >= options.MinimumGain)
                => (false, $"{turn}, of which the model is not surer: {Nats(trial.Confidence)}."),
            ({ } after, { } before) when after >= options.MinimumAgreement && after > before
                => (true, $"{turn}, on which {Share(after)} of the samples agree, after {Share(before)} before, and of which the model is surer by {Nats(trial.Confidence)}."),
            ({ } after, { } before)
                => (false, $"{turn}, on which {Share(after)} of the samples agree, after {Share(before)} on the old one: not enough."),
            _ => (false, $"{turn}, and no samples decide between the two."),
        };
    }

    private static string Nats(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    private static string Share(double value) => value.ToString("P0", CultureInfo.InvariantCulture);
}
