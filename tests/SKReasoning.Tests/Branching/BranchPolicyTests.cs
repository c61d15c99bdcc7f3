using SKReasoning.TestKit;

namespace SKReasoning.Tests.Branching;

public class BranchPolicyTests
{
    private static readonly ReasoningTrace s_trace = Traces.Create((-.1f, -.1f), (-.2f, -.1f), (-.1f, -2f), (-.9f, -.9f));
    private static readonly Verdict s_verdict = new WeakestTokenValidator(new WeakestTokenOptions()).Judge(s_trace);

    [Theory]
    [InlineData(BranchFrom.Restart, 0)]
    [InlineData(BranchFrom.Weakest, 2)]
    [InlineData(BranchFrom.BeforeWeakest, 1)]
    [InlineData(BranchFrom.Entropy, 2)]
    public void Choose_Rule_KeepsTheStepsBefore(BranchFrom from, int step)
    {
        var point = BranchPolicy.Choose(from, s_trace, s_verdict, retry: 1, seed: 0);

        Assert.Equal((from, step, 2 * step), (point.From, point.Step, point.Prefix.Length));
        Assert.Equal(s_trace.Tokens[..(2 * step)], point.Prefix);
        Assert.NotEmpty(point.Reason);
    }

    [Fact]
    public void Choose_Influence_TakesTheTopFifthInOrderOfText()
    {
        double?[] influence = [.9, .1, .5, .05, .6, .2, .3, .1, .02, .01];
        var trace = Traces.Create(influence, [.. influence.Select(_ => (-.1f, -.1f))]);

        int[] steps = [.. Enumerable.Range(1, 3).Select(retry => BranchPolicy.Choose(BranchFrom.Influence, trace, s_verdict, retry, seed: 0).Step)];

        // The first step is no candidate, however influential; of the others two lie at or over the 0.8 quantile.
        Assert.Equal([2, 4, 2], steps);
    }

    [Fact]
    public void Choose_InfluenceUndefined_RestartsAndSaysWhy()
    {
        var point = BranchPolicy.Choose(BranchFrom.Influence, s_trace, s_verdict, retry: 1, seed: 0);

        Assert.Equal(BranchFrom.Restart, point.From);
        Assert.Contains("too few steps", point.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_Random_IsRepeatableAndReachesEveryStep()
    {
        int[] Draw(int seed) => [.. Enumerable.Range(1, 64).Select(retry => BranchPolicy.Choose(BranchFrom.Random, s_trace, s_verdict, retry, seed).Step)];

        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));
        Assert.Equal([0, 1, 2, 3], Draw(1).Distinct().Order());
    }
}
