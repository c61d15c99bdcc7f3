using Microsoft.Extensions.AI;

namespace SKReasoning.Evaluation.Tests.Tasks;

public class ToolTasksTests
{
    private static readonly IReadOnlyList<ToolItem> s_items = ToolTasks.Draw(3, 40, [2, 4]);

    [Fact]
    public void Draw_SameSeed_GivesTheSameRequestsAndASmallerSetBeginsTheLarger()
    {
        static string Text(ToolItem item) => $"{item.Id} {item.Question} {item.Difficulty} {string.Join(';', item.Expected)}";

        Assert.Equal(s_items.Take(17).Select(Text), ToolTasks.Draw(3, 17, [2, 4]).Select(Text));
        Assert.NotEqual(s_items.Select(item => item.Question), ToolTasks.Draw(4, 40, [2, 4]).Select(item => item.Question));
        Assert.Equal([1, 1, 2, 0, 1, 1, 2, 0], s_items.Take(8).Select(item => item.Expected.Length));
        Assert.Equal([2, null, null, null, 4], s_items.Take(5).Select(item => item.Difficulty));
        Assert.Equal(40, s_items.Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public async Task IsRight_ExpectedCallsRunThroughTheTools_AreAccepted()
    {
        foreach (var item in s_items)
        {
            var tools = item.CreateTools().OfType<AIFunction>().ToDictionary(tool => tool.Name);
            var results = new List<string>();
            foreach (var call in item.Expected)
            {
                results.Add((string)(await tools[call.Name].InvokeAsync(new AIFunctionArguments(call.Arguments.ToDictionary()), TestContext.Current.CancellationToken))!);
            }

            var last = item.Question.StartsWith("Add ", StringComparison.Ordinal) ? $"{results.Sum(int.Parse)}" : results.LastOrDefault("Hello!");
            Assert.True(item.IsRight(new GivenAnswer($"So: {last}", item.Expected)), item.Question);
            Assert.True(item.IsRight(new GivenAnswer($"So: {last}", [.. item.Expected.Reverse()])), item.Question);
        }
    }

    [Fact]
    public void IsRight_WrongCallsOrTexts_AreNotAccepted()
    {
        foreach (var item in s_items)
        {
            var right = item.Expected;
            var extra = new GivenCall("Shop-Price", new Dictionary<string, object?> { ["item"] = "spoon" });
            Assert.False(item.IsRight(new GivenAnswer("0", [.. right, extra])), item.Question);
            if (right is [var call, ..])
            {
                var (name, value) = call.Arguments.First();
                Assert.False(item.IsRight(new GivenAnswer("0", [])), item.Question);
                Assert.False(item.IsRight(new GivenAnswer("0", [.. right[1..], call with { Name = "Shop-Other" }])), item.Question);
                Assert.False(item.IsRight(new GivenAnswer("0", [.. right[1..], call with { Arguments = new Dictionary<string, object?>(call.Arguments) { [name] = $"{value}x" } }])), item.Question);
                Assert.False(item.IsRight(new GivenAnswer("0", [call, .. right])), item.Question);
            }

            Assert.Equal(item.Check is null, item.IsRight(new GivenAnswer("That is -1.", right)));
        }
    }

    [Fact]
    public void Draw_Order_AsksForTheAnswerOfItsProblem()
    {
        var order = s_items[0];

        Assert.Matches(@" Order as many [a-z]+ as [A-Z][a-z]+ has\.$", order.Question);
        Assert.DoesNotContain("How many", order.Question, StringComparison.Ordinal);
        Assert.All(order.CreateTools().OfType<AIFunction>(), tool => Assert.Contains("\"required\"", tool.JsonSchema.GetRawText(), StringComparison.Ordinal));
        Assert.IsType<int>(order.Expected[0].Arguments["quantity"]);
    }

    [Fact]
    public void Draw_NothingToDraw_Throws()
    {
        Assert.Throws<ArgumentException>(() => ToolTasks.Draw(1, 4, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ToolTasks.Draw(1, 0, [2]));
    }
}
