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

    [Theory]
    [InlineData(BranchFrom.Influence, 2, 5)]
    [InlineData(BranchFrom.HighestInfluence, 5, 2)]
    public void Choose_Influence_TakesTurnsBetweenTwoPointsOfTheTopFifth(BranchFrom from, int first, int second)
    {
        // The first step is no candidate, however influential; of the others three lie at or over the 0.8 quantile, and two apart.
        var trace = Written((20, .9), (20, .1), (20, .5), (20, .45), (20, .05), (20, .6), (20, .2), (20, .3), (20, .1), (20, null), (20, null));

        int[] steps = [.. Enumerable.Range(1, 4).Select(retry => BranchPolicy.Choose(from, trace, s_verdict, retry, seed: 0).Step)];

        Assert.Equal([first, second, first, second], steps);
    }

    [Fact]
    public void Choose_InfluenceOfStepsThatAreNoBranches_PassesThemOver()
    {
        var trace = Written((20, .1), (20, .9), (3, .8), (20, .7), (20, .6), (20, .1), (20, .05));
        trace = trace with
        {
            Steps = [.. trace.Steps.Select((step, index) => step with { Kind = index == 1 ? StepKind.ToolCall : StepKind.Text, IsThought = index != 3 })],
        };

        var point = BranchPolicy.Choose(BranchFrom.Influence, trace, s_verdict, retry: 1, seed: 0);

        // Step 1 is a tool call, step 2 is too short, step 3 comes after the thoughts.
        Assert.Equal((BranchFrom.Influence, 4), (point.From, point.Step));
    }

    [Fact]
    public void Choose_InfluenceOnlyTooEarly_RestartsAndSaysWhy()
    {
        var point = BranchPolicy.Choose(BranchFrom.Influence, Written((5, .1), (20, .9), (80, null)), s_verdict, retry: 1, seed: 0);

        Assert.Equal((BranchFrom.Restart, 0), (point.From, point.Prefix.Length));
        Assert.Contains("no step of high influence", point.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_Equidistant_TakesTurnsBetweenThirds()
    {
        var trace = Written((10, null), (25, null), (30, null), (5, null), (50, null));

        int[] steps = [.. Enumerable.Range(1, 3).Select(retry => BranchPolicy.Choose(BranchFrom.Equidistant, trace, s_verdict, retry, seed: 0).Step)];

        // They begin at 10, 35, 65 and 70 of 120 tokens; the thirds are 40 and 80.
        Assert.Equal([2, 4, 2], steps);
        Assert.Equal(BranchFrom.Restart, BranchPolicy.Choose(BranchFrom.Equidistant, Written((10, null)), s_verdict, retry: 1, seed: 0).From);
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

    private static ReasoningTrace Written(params (int Tokens, double? Influence)[] steps)
    {
        var first = 0;
        var attention = new StepAttention(1, 1, promptTokens: 1);
        var written = new List<ReasoningStep>();
        foreach (var (tokens, influence) in steps)
        {
            attention.BeginStep(1 + first);
            written.Add(new ReasoningStep(first, tokens, StepKind.Text, "text", -1, -1, 1, influence));
            first += tokens;
        }

        return new ReasoningTrace([.. Enumerable.Repeat(new TracedToken(1, -1, 1), first)], 0, [.. written], attention, new InfluenceOptions(), []);
    }
}
