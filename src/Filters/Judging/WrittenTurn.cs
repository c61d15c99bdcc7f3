using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>The updates of one attempt at a turn, without the trace that came with them.</summary>
internal sealed class WrittenTurn(List<ChatResponseUpdate> updates, ReasoningTrace? trace)
{
    public IReadOnlyList<ChatResponseUpdate> Updates => updates;

    /// <summary>How the turn was written; null for a model that opens nothing of it.</summary>
    public ReasoningTrace? Trace => trace;

    public bool HasCalls => Calls.Any();

    /// <summary>The turn's calls, in order.</summary>
    public IEnumerable<FunctionCallContent> Calls => Contents<FunctionCallContent>();

    /// <summary>The turn's text, without its thoughts.</summary>
    public string Text => string.Concat(Contents<TextContent>().Select(content => content.Text));

    /// <summary>The turn's thoughts.</summary>
    public string Thoughts => string.Concat(Contents<TextReasoningContent>().Select(content => content.Text));

    /// <summary>Puts the verdict and the report's id where filters find them: on every call, which keeps them in all wirings, and on the message.</summary>
    public void Annotate(TurnReport report)
    {
        foreach (var call in Calls)
        {
            Write(call.AdditionalProperties ??= [], report);
        }

        if (updates.Count > 0)
        {
            Write(updates[^1].AdditionalProperties ??= [], report);
        }
    }

    /// <summary>Adds what the attempts that are not passed on have cost.</summary>
    public void AddUsage(IEnumerable<WrittenTurn> others)
    {
        if (Contents<UsageContent>().LastOrDefault() is not { } own)
        {
            return;
        }

        foreach (var usage in others.SelectMany(other => other.Contents<UsageContent>()))
        {
            own.Details.Add(usage.Details);
        }
    }

    /// <summary>Puts a refusal in the place of text and calls; usage and ids stay.</summary>
    /// <param name="text">The refusal.</param>
    /// <param name="shown">Leading updates that the caller has seen, which stay as they are.</param>
    public void Refuse(string text, int shown)
    {
        foreach (var update in updates.Skip(shown))
        {
            update.Contents = [.. update.Contents.Where(content => content is not (TextContent or TextReasoningContent or FunctionCallContent))];
            update.FinishReason = update.FinishReason == ChatFinishReason.ToolCalls ? ChatFinishReason.Stop : update.FinishReason;
        }

        if (updates.Count == 0)
        {
            updates.Add(new ChatResponseUpdate { Role = ChatRole.Assistant });
        }

        updates[Math.Min(shown, updates.Count - 1)].Contents.Insert(0, new TextContent(text));
    }

    /// <summary>The turn as the model is shown it with what was wrong about it; its calls, which have not run, are told as text.</summary>
    public IEnumerable<ChatMessage> Criticised(string critique)
    {
        var calls = Calls.Select(call => $"{call.Name} {CanonicalJson.Of(call.Arguments)}");
        yield return new ChatMessage(ChatRole.Assistant, string.Join('\n', [Text, .. calls]).Trim());
        yield return new ChatMessage(ChatRole.User, critique);
    }

    /// <summary>The turn as one response, with the properties of its updates on the message, where they survive both of Semantic Kernel's paths.</summary>
    public ChatResponse ToResponse()
    {
        var response = updates.ToChatResponse();
        if (response is { AdditionalProperties: { } properties, Messages: [.., var last] })
        {
            foreach (var (key, value) in properties)
            {
                (last.AdditionalProperties ??= [])[key] = value;
            }

            response.AdditionalProperties = null;
        }

        return response;
    }

    private IEnumerable<T> Contents<T>() => updates.SelectMany(update => update.Contents).OfType<T>();

    private static void Write(AdditionalPropertiesDictionary properties, TurnReport report)
    {
        properties[TurnReport.MetadataKey] = report.Id;
        properties[TurnReport.AcceptedKey] = report.Verdict.Accepted;
        properties[TurnReport.ReasonKey] = report.Verdict.Reason;
    }
}
