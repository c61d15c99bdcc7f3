using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.SemanticKernel;
using SKReasoning;
using SKReasoning.Filters;

namespace WebChat;

/// <summary>What happens while one request is answered, as server-sent events.</summary>
/// <remarks>Steps, attempts and branch points are in the form of <see cref="TurnReportJson"/>, so that the page reads stored reports too.</remarks>
internal sealed class ChatEvents : IProgress<ReasoningEvent>, IAutoFunctionInvocationFilter
{
    private readonly Channel<SseItem<string>> _items = Channel.CreateUnbounded<SseItem<string>>();

    public IAsyncEnumerable<SseItem<string>> ReadAllAsync(CancellationToken cancellationToken) => _items.Reader.ReadAllAsync(cancellationToken);

    public void Report(ReasoningEvent value)
    {
        switch (value)
        {
            case ReasoningEvent.StepsWritten written:
                Send("steps", $$"""{"attempt":{{written.Attempt}},"steps":{{Part(written.Steps)}}}""");
                break;
            case ReasoningEvent.AttemptJudged judged:
                Send("attempt", Part(judged.Judged));
                break;
            case ReasoningEvent.Branched branched:
                Send("branch", $$"""{"attempt":{{branched.Attempt}},"point":{{Part(branched.Point)}}}""");
                break;
            case ReasoningEvent.Derived derived:
                Send("derivation", $$"""{"attempt":{{derived.Attempt}},"view":{{Part(derived.View)}}}""");
                break;
            case ReasoningEvent.Reasked asked:
                Send("critique", JsonSerializer.Serialize(new CritiqueEvent(asked.Attempt, asked.Critique), ChatJson.Default.CritiqueEvent));
                break;
            case ReasoningEvent.TurnConcluded { Report: var report }:
                var turn = new TurnEvent(report.Id, report.Verdict.Accepted, report.KeptAttempt.Number, report.RetryTokens);
                Send("turn", JsonSerializer.Serialize(turn, ChatJson.Default.TurnEvent));
                break;
        }
    }

    public async Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        await next(context);
        var tool = new ToolEvent(
            $"{context.Function.PluginName}.{context.Function.Name}",
            context.Arguments?.ToDictionary(argument => argument.Key, argument => argument.Value?.ToString()) ?? [],
            context.Result.ToString(),
            Ran: context.Result.Metadata?.ContainsKey(VerdictFilter.RefusedKey) != true);
        Send("tool", JsonSerializer.Serialize(tool, ChatJson.Default.ToolEvent));
    }

    public void Answer(string text) => End("answer", text);

    public void Fail(string message) => End("error", message);

    private static string Part<T>(T part) => JsonSerializer.Serialize(part, TurnReportJson.Options);

    private void End(string name, string text)
    {
        Send(name, JsonSerializer.Serialize(new TextEvent(text), ChatJson.Default.TextEvent));
        _items.Writer.Complete();
    }

    private void Send(string name, string json) => _items.Writer.TryWrite(new(json, name));

    /// <summary>A turn is decided.</summary>
    internal sealed record TurnEvent(string Id, bool Accepted, int Kept, int RetryTokens);

    /// <summary>The model is asked again.</summary>
    internal sealed record CritiqueEvent(int Attempt, string Text);

    /// <summary>A tool ran, or was refused.</summary>
    internal sealed record ToolEvent(string Name, Dictionary<string, string?> Arguments, string Result, bool Ran);

    /// <summary>The answer, or what went wrong.</summary>
    internal sealed record TextEvent(string Text);
}
