using SKReasoning.TestKit;

namespace SKReasoning.Plugins.Tests.Explaining;

public class ExplainPluginTests
{
    [Fact]
    public void LastVerdict_NothingJudged_SaysSo() => Assert.Equal("No turn has been judged yet.", new ExplainPlugin(new ReasoningJournal()).LastVerdict());

    [Fact]
    public void LastVerdict_AskedForByTheModel_ExplainsTheTurnBefore()
    {
        var journal = new ReasoningJournal();
        journal.Write(Report(accepted: false, Traces.Create((-.1f, -.1f))));
        var asking = Traces.Create((-.1f, -.1f));
        journal.Write(Report(accepted: true, asking with { Steps = [asking.Steps[0] with { Kind = StepKind.ToolCall, Text = "{\"name\": \"Explain_last_verdict\"}" }] }));

        var plugin = new ExplainPlugin(journal);
        Assert.StartsWith("The turn was not accepted", plugin.LastVerdict(), StringComparison.Ordinal);
        Assert.Same(journal.Reports[0], plugin.LastReport());
    }

    [Fact]
    public void LastVerdict_RetriedTurn_TellsAttemptsStepsAndNumbers()
    {
        var journal = new ReasoningJournal();
        var validator = new WeakestTokenValidator(new WeakestTokenOptions { Threshold = -1 });
        var rejected = Traces.Create((-.1f, -.1f), (-2f, -.1f));
        var first = new Attempt(1, null, rejected, validator.Judge(rejected));
        var accepted = Traces.Create([0.25, null], (-.1f, -.1f), (-.2f, -.1f));
        var branch = BranchPolicy.Choose(BranchFrom.Weakest, rejected, first.Verdict, retry: 1, seed: 0);
        journal.Write(TurnReport.Conclude([first, new Attempt(2, branch, accepted with { ForcedTokens = 2 }, validator.Judge(accepted))]));

        var text = new ExplainPlugin(journal).LastVerdict();

        Assert.Equal(
            """
            The turn was accepted: the weakest token has log-probability -0.20, not under the threshold -1.00.
            Attempt 1: 4 tokens, mean log-probability -0.575, rejected.
            Attempt 2, branched before step 2 because step 2 is the one trusted least: 2 tokens, mean log-probability -0.125, accepted.
            Attempt 2 was kept. Its steps:
            1. step 0 (confidence 0.90, weakest token -0.10, influence 0.250)
            2. step 1 (confidence 0.86, weakest token -0.20)
            """,
            text);
    }

    [Theory]
    [InlineData(DerivationView.ReorderedFacts, "Attempt 2, derived from the facts in another order: 2 tokens")]
    [InlineData(DerivationView.Sampled, "Attempt 2, drawn anew: 2 tokens")]
    public void Explain_DerivedTurn_TellsHow(DerivationView view, string says)
    {
        var attempt = Report(accepted: true, Traces.Create((-.1f, -.1f))).KeptAttempt;

        var text = ExplainPlugin.Explain(TurnReport.Conclude([attempt, attempt with { Number = 2, View = view }]));

        Assert.Contains(says, text, StringComparison.Ordinal);
    }

    private static TurnReport Report(bool accepted, ReasoningTrace trace) => TurnReport.Conclude([new Attempt(1, null, trace, new Verdict(accepted, 0, null, "planted"))]);
}
