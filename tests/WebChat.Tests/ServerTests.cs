using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using SKReasoning;
using SKReasoning.TestKit;

namespace WebChat.Tests;

public sealed class ServerTests : IAsyncLifetime
{
    private const string Order = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";

    private readonly string _journal = Path.Combine(Path.GetTempPath(), $"skreasoning-{Guid.NewGuid():N}", "turns.jsonl");
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await RunningServer.StartAsync("WebChat", "--Journal", _journal);

    [Fact]
    public async Task Chat_MainJob_TellsStepsVerdictToolAndAnswerInOrder()
    {
        var events = await AskAsync(new { messages = new[] { new { role = "user", text = Order } } });

        var names = events.Select(part => part.EventType).ToArray();
        string[] firsts = [.. names.Distinct()];
        Assert.Equal(["steps", "attempt", "turn", "tool", "answer"], firsts);
        var attempt = JsonSerializer.Deserialize<Attempt>(events.First(part => part.EventType == "attempt").Data, TurnReportJson.Options)!;
        Assert.True(attempt.Verdict.Accepted);
        Assert.Equal(StepKind.ToolCall, attempt.Trace.Steps[^1].Kind);
        var tool = JsonElement.Parse(events.Single(part => part.EventType == "tool").Data);
        Assert.Equal(("Shop.Order", "21", true), (tool.GetProperty("name").GetString(), tool.GetProperty("arguments").GetProperty("quantity").GetString(), tool.GetProperty("ran").GetBoolean()));
        Assert.Contains("21 apples", JsonElement.Parse(events[^1].Data).GetProperty("text").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_TwoAtOnce_HearOfTheirOwnTurnsOnly()
    {
        var replies = await Task.WhenAll(
            AskAsync(new { messages = new[] { new { role = "user", text = Order } } }),
            AskAsync(new { messages = new[] { new { role = "user", text = Order.Replace("7", "4", StringComparison.Ordinal) } } }));

        Assert.Contains("21", replies[0].Single(part => part.EventType == "tool").Data, StringComparison.Ordinal);
        Assert.Contains("12", replies[1].Single(part => part.EventType == "tool").Data, StringComparison.Ordinal);
        Assert.All(replies, reply => Assert.Equal(2, reply.Count(part => part.EventType == "turn")));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[null]}""")]
    [InlineData("""{"messages":[{"role":"user"}]}""")]
    [InlineData("""{"messages":[{"role":"system","text":"a"}]}""")]
    [InlineData("""{"messages":[{"role":"user","text":"a"},{"role":"assistant","text":"b"}]}""")]
    [InlineData("""{"messages":[{"role":"user","text":"a"}],"temperature":9}""")]
    public async Task Chat_RequestIsWrong_IsRefused(string json)
    {
        using var content = new StringContent(json, null, "application/json");

        var response = await _server.Client.PostAsync("/chat", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Health_Running_IsHealthy() => Assert.Equal("Healthy", await _server.Client.GetStringAsync("/health"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        if (Directory.Exists(Path.GetDirectoryName(_journal)))
        {
            Directory.Delete(Path.GetDirectoryName(_journal)!, recursive: true);
        }
    }

    private async Task<List<SseItem<string>>> AskAsync(object request)
    {
        using var response = await _server.Client.PostAsJsonAsync("/chat", request);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return await SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().ToListAsync();
    }
}
