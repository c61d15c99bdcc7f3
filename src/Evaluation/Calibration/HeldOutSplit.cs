using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Answers parted by problem: those that everything is fitted and chosen on, and those that only thresholds are proven on.</summary>
/// <param name="Fitting">Answers for heads, features and models.</param>
/// <param name="HeldOut">Answers for thresholds.</param>
public sealed record HeldOutSplit(ImmutableArray<LabelledTrace> Fitting, ImmutableArray<LabelledTrace> HeldOut)
{
    /// <summary>Parts answers; which side a problem falls to depends on its name, its group, the seed and the other problems, and not on any answer.</summary>
    public static HeldOutSplit Create(IReadOnlyList<LabelledTrace> answers, CalibrationFitOptions options)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        const int Parts = 1000;
        // Parts follow each other evenly in every group, so that any share of them is a share of every group.
        var part = ProblemFolds.Assign([.. answers.Select(answer => answer.Problem)], [.. answers.Select(answer => answer.LengthGroup)], Parts, options.Seed);
        var isHeldOut = part.Select(index => IsTaken(index, options.HeldOutShare)).ToArray();
        return new HeldOutSplit([.. answers.Where((_, i) => !isHeldOut[i])], [.. answers.Where((_, i) => isHeldOut[i])]);
    }

    private static bool IsTaken(int index, double share) => Math.Floor((index + 1) * share) > Math.Floor(index * share);
}
