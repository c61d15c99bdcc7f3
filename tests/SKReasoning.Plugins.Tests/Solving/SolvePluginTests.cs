using Microsoft.Extensions.AI;
using SKReasoning.Filters;
using SKReasoning.TestKit;

namespace SKReasoning.Plugins.Tests.Solving;

public class SolvePluginTests(BuiltInModel model) : IClassFixture<BuiltInModel>
{
    [Fact]
    public async Task Solve_BareModel_JudgesItsTrace()
    {
        var solution = await new SolvePlugin(model.Client).SolveAsync(BuiltInModel.Question);

        Assert.Equal("16", solution.Value);
        Assert.Equal(4, solution.Steps.Length);
        Assert.True(solution.Verdict!.Accepted);
        Assert.Null(solution.ReportId);
        Assert.EndsWith("Answer: 16", solution.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Solve_Validator_HasTheLastWord()
    {
        var text = await new SolvePlugin(model.Client, validator: new ScriptedValidator(false)).SolveTaskAsync(BuiltInModel.Question);

        Assert.StartsWith("Sara has 7 apples.", text, StringComparison.Ordinal);
        Assert.Contains("The reasoning was not accepted: scripted. The step trusted least is 4 of 4, with confidence 1.00.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Solve_JudgedByMiddleware_TellsItsReport()
    {
        var judge = new ScriptedValidator(false, true);
        using var client = new ReasoningChatClient(model.Client, new ReasoningFilterOptions { Validator = judge });

        var solution = await new SolvePlugin(client, validator: new ScriptedValidator(false)).SolveAsync(BuiltInModel.Question);

        var report = client.GetService<IReasoningJournal>()!.Latest!;
        Assert.Equal((report.Id, 2, 2), (solution.ReportId, report.Attempts.Length, judge.Judged));
        Assert.Same(report.Verdict, solution.Verdict);
        Assert.Equal(report.KeptAttempt.Trace.Steps, solution.Steps);
    }

    [Fact]
    public async Task Solve_ReportInAnotherJournal_IsLookedUpThere()
    {
        var report = TurnReport.Conclude([new Attempt(1, null, Traces.Create((-.1f, -.2f)), new Verdict(false, 0, 0, "planted"))]);
        var client = new OtherModel((_, _) => Judged(report));
        var journal = new ReasoningJournal();
        journal.Write(report);

        var found = await new SolvePlugin(client, journal: journal).SolveAsync("A task.");
        var gone = await new SolvePlugin(client).SolveAsync("A task.");

        Assert.Same(report.Verdict, found.Verdict);
        Assert.Single(found.Steps);
        Assert.Equal((false, "planted"), (gone.Verdict!.Accepted, gone.Verdict.Reason));
        Assert.True(double.IsNaN(gone.Verdict.Score));
        Assert.Empty(gone.Steps);
    }

    [Fact]
    public async Task Solve_ModelThatOpensNothing_SaysThatNothingWasChecked()
    {
        var client = new OtherModel("The answer is Paris.");

        var solution = await new SolvePlugin(client).SolveAsync("What is the capital of France?");

        Assert.Equal((null, "paris"), (solution.Verdict, solution.Value));
        Assert.EndsWith("The reasoning was not checked: the model does not tell how it wrote.", solution.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Solve_Plan_IsInTheInstructions()
    {
        var client = new OtherModel("Done.");

        await new SolvePlugin(client).SolveTaskAsync("Move house.", "First:\n1) Pack.\n2) Drive.");
        await new SolvePlugin(client).SolveTaskAsync("Move house.", " ");

        Assert.Equal(["Think step by step.\n\nFollow this plan:\n1. Pack.\n2. Drive.", "Move house."], client.Requests[0].Messages.Select(message => message.Text));
        Assert.Equal(["Think step by step.", "Move house."], client.Requests[1].Messages.Select(message => message.Text));
        var options = client.Requests[0].Options!;
        Assert.Equal((null, ChatToolMode.None, 1024), (options.Tools, options.ToolMode, options.MaxOutputTokens));
    }

    [Theory]
    [InlineData("Find how many apples Tom has.", "Find how many apples Ben has.")]
    [InlineData("Read the task.", "Do it.")]
    public async Task Solve_PlanOnTheBuiltInModel_StillGivesTheAnswer(params string[] steps)
        => Assert.Equal("16", (await new SolvePlugin(model.Client).SolveAsync(BuiltInModel.Question, new Plan([.. steps]))).Value);

    [Fact]
    public async Task Solve_ManyCallers_GetTheirOwn()
    {
        var plugin = new SolvePlugin(model.Client);
        static string Question(int apples) => $"Sara has {apples} apples. Tom has 2 more apples than Sara. How many apples does Tom have?";

        var solutions = await Task.WhenAll(Enumerable.Range(10, 6).Select(apples => plugin.SolveAsync(Question(apples))));

        Assert.Equal(["12", "13", "14", "15", "16", "17"], solutions.Select(solution => solution.Value));
    }

    private static ChatMessage Judged(TurnReport report) => new(ChatRole.Assistant, "Answer: 1")
    {
        AdditionalProperties = new()
        {
            [TurnReport.MetadataKey] = report.Id,
            [TurnReport.AcceptedKey] = report.Verdict.Accepted,
            [TurnReport.ReasonKey] = report.Verdict.Reason,
        },
    };
}
