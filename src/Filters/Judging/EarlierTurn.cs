using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>The turn before, whose calls have run: what it was written for, what it called, and what the calls gave.</summary>
internal sealed class EarlierTurn
{
    private readonly IReadOnlyList<FunctionCallContent> _calls;
    private readonly Dictionary<string, object?> _results;

    private EarlierTurn(IReadOnlyList<ChatMessage> before, IReadOnlyList<FunctionCallContent> calls, Dictionary<string, object?> results, TurnReport report)
        => (Before, _calls, _results, Report) = (before, calls, results, report);

    /// <summary>The conversation that it was written for.</summary>
    public IReadOnlyList<ChatMessage> Before { get; }

    /// <summary>How it came to be.</summary>
    public TurnReport Report { get; }

    /// <summary>Finds the turn whose results a conversation ends with; null where there is none, or nothing is known of it any more.</summary>
    public static EarlierTurn? Find(IReadOnlyList<ChatMessage> messages, Func<string, TurnReport?> find)
    {
        var end = messages.Count;
        while (end > 0 && messages[end - 1].Contents.Any(content => content is FunctionResultContent))
        {
            end--;
        }

        if (end == 0 || end == messages.Count)
        {
            return null;
        }

        FunctionCallContent[] calls = [.. messages[end - 1].Contents.OfType<FunctionCallContent>()];
        var results = messages.Skip(end).SelectMany(message => message.Contents).OfType<FunctionResultContent>()
            .GroupBy(result => result.CallId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Result, StringComparer.Ordinal);
        return calls.Length > 0 && Array.TrueForAll(calls, call => results.ContainsKey(call.CallId))
            && CallProperties.Text(calls[0], TurnReport.MetadataKey) is { } id && find(id) is { } report
            ? new EarlierTurn([.. messages.Take(end - 1)], calls, results, report)
            : null;
    }

    /// <summary>The conversation with the turn written anew and the results of its calls taken from the record; null where it makes other calls.</summary>
    public IReadOnlyList<ChatMessage>? Replay(WrittenTurn rewritten)
    {
        FunctionCallContent[] calls = [.. rewritten.Calls];
        if (!calls.Select(CallIdentity.Describe).SequenceEqual(_calls.Select(CallIdentity.Describe)))
        {
            return null;
        }

        var results = calls.Select((call, i) => (AIContent)new FunctionResultContent(call.CallId, _results[_calls[i].CallId]));
        return [.. Before, .. rewritten.ToResponse().Messages, new ChatMessage(ChatRole.Tool, [.. results])];
    }
}
