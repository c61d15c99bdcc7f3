using System.Text.Json;

namespace Samples.Tests;

/// <summary>The program as its user runs it.</summary>
public class ConsoleBotTests
{
    private const string Order = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";
    private const string Chain = "Ben has 5 fewer pens than Mia. Mia has twice as many pens as Leo. Tom has as many pens as Ben and Leo together. Sara has 12 pens. "
        + "Leo has 3 more pens than Sara. Max has 40 pens. Eve has 8 fewer pens than Tom. Ann has 2 more pens than Max. Kim has as many pens as Eve and Mia together. "
        + "Order as many pens as Kim has.";

    [Fact]
    public async Task Ask_MainJob_ChecksThenOrdersThenAnswers()
    {
        var run = await RunAsync("", "--ask", Order, "--seed", "1");

        Assert.Equal(0, run.ExitCode);
        int[] places = [.. ((string[])["Tom has 3 times", "accepted", "Shop.Order", "Ordered 21 apples", "Done"]).Select(part => run.Output.IndexOf(part, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Json_MainJob_IsOneDocument()
    {
        var run = await RunAsync("", "--ask", Order, "--json", "--layers", "4");

        var reply = JsonElement.Parse(run.Output);
        var turn = reply.GetProperty("events")[0].GetProperty("turn");
        Assert.True(turn.GetProperty("accepted").GetBoolean());
        var attempt = turn.GetProperty("attempts")[0];
        Assert.Equal(4, attempt.GetProperty("spectra")[0].GetProperty("layer").GetInt32());
        Assert.All(attempt.GetProperty("steps").EnumerateArray(), step => Assert.InRange(step.GetProperty("confidence").GetDouble(), 0.5, 1));
        var tool = reply.GetProperty("events")[1].GetProperty("tool");
        Assert.Equal((21, true), (tool.GetProperty("arguments").GetProperty("quantity").GetInt32(), tool.GetProperty("ran").GetBoolean()));
        Assert.Contains("21 apples", reply.GetProperty("answer").GetString()!, StringComparison.Ordinal);
    }

    /// <summary>Drawn so freely that a turn is rejected; which seed does it depends on the processor's rounding.</summary>
    [Theory]
    [InlineData("", "reorderedFacts")]
    [InlineData("--branch-from Weakest", "weakest")]
    [InlineData("--branch-from Weakest --on-fail Corroborate", "reorderedFacts")]
    public async Task Json_RejectedTurn_IsDerivedOrBranchedAsAsked(string options, string retry)
    {
        for (var seed = 5; seed < 20; seed++)
        {
            var run = await RunAsync("", ["--ask", Chain, "--json", "--temperature", "1.6", "--seed", $"{seed}", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            var attempts = JsonElement.Parse(run.Output).GetProperty("events")[0].GetProperty("turn").GetProperty("attempts");
            if (attempts.GetArrayLength() == 1)
            {
                continue;
            }

            var (view, branch) = (attempts[1].GetProperty("view"), attempts[1].GetProperty("branch"));
            Assert.Equal(retry, view.ValueKind == JsonValueKind.String ? view.GetString() : branch.GetProperty("from").GetString());
            return;
        }

        Assert.Fail("No seed made a turn that is rejected.");
    }

    [Fact]
    public async Task Ask_Anchored_PlansThenOrders()
    {
        var run = await RunAsync("", "--ask", Order, "--anchor");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Plan 1:", run.Output, StringComparison.Ordinal);
        Assert.Contains("anchored", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_PipedLines_AnswersEach()
    {
        var run = await RunAsync($"Hello\n\n{Order}\n/why\n", "--seed", "1");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Ordered 21 apples", run.Output, StringComparison.Ordinal);
        Assert.Contains("The turn was accepted", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing", "--model", "no-such-model.gguf")]
    [InlineData("GGUF", "--model", "ConsoleBot.runtimeconfig.json")]
    [InlineData("temperature", "--temperature", "-1")]
    [InlineData("context", "--context", "20")]
    [InlineData("context", "--context", "-3")]
    public async Task BadInput_OneSentenceAndAnExitCode(string says, string option, string value)
    {
        var run = await RunAsync("", "--ask", Order, option, value);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(says == "missing" ? "no-such-model.gguf" : says, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.True(run.Error.Trim().Split('\n').Length <= 2, run.Error);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string input, params string[] arguments) => Sample.TryRunAsync("ConsoleBot", input, arguments);
}
