using FsCheck;
using FsCheck.Fluent;

namespace SKReasoning.Evaluation.Tests.Calibrating;

public class ProblemFoldsTests
{
    [Fact]
    public void Assign_AnyRows_NeverPartsAProblem()
        => Prop.ForAll(ArbMap.Default.ArbFor<int[]>(), ArbMap.Default.ArbFor<int>(), (problems, seed) =>
        {
            string[] names = [.. problems.Select(problem => $"{problem % 10}")];
            var folds = ProblemFolds.Assign(names, [.. problems.Select(problem => problem % 3)], 4, seed);
            return names.Zip(folds).Distinct().Count() == names.Distinct().Count();
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Assign_Groups_AreSharedOutEvenly()
    {
        string[] problems = [.. Enumerable.Range(0, 40).Select(i => $"{i}")];
        int[] groups = [.. Enumerable.Range(0, 40).Select(i => i % 2)];

        var folds = ProblemFolds.Assign(problems, groups, 5, seed: 1);

        Assert.All(groups.Zip(folds).GroupBy(pair => pair), cell => Assert.Equal(4, cell.Count()));
    }

    [Fact]
    public void Split_SeveralAnswersToAProblem_StayTogether()
    {
        var split = HeldOutSplit.Create(SimulatedAnswers.Draw(200, 1, answersPerProblem: 4), new CalibrationFitOptions { HeldOutShare = 0.3 });

        Assert.Empty(split.Fitting.Select(answer => answer.Problem).Intersect(split.HeldOut.Select(answer => answer.Problem)));
        Assert.InRange(split.HeldOut.Length, 48, 72);
    }
}
