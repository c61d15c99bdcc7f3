using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Finds the texts of a conversation that may be pruned, and writes them anew. Never changes a message that it is given.</summary>
internal static class PruneTexts
{
    /// <summary>The texts that nobody has answered yet: of the last message of the user, and of results of tools where the options say so.</summary>
    public static ImmutableArray<PruneText> Find(IReadOnlyList<ChatMessage> messages, PruneOptions options)
    {
        var texts = ImmutableArray.CreateBuilder<PruneText>();
        var user = LastIndex(messages, message => message.Role == ChatRole.User && !string.IsNullOrWhiteSpace(message.Text));
        for (var message = LastIndex(messages, message => message.Role == ChatRole.Assistant) + 1; message < messages.Count; message++)
        {
            for (var content = 0; content < messages[message].Contents.Count; content++)
            {
                if (Read(messages[message].Contents[content], message == user, options) is var (text, units))
                {
                    texts.Add(new PruneText(message, content, text, units));
                }
            }
        }

        return texts.ToImmutable();
    }

    /// <summary>The conversation with some texts written anew.</summary>
    public static IReadOnlyList<ChatMessage> Write(IReadOnlyList<ChatMessage> messages, IEnumerable<(int Message, int Content, string Text)> texts)
    {
        var written = messages.ToArray();
        foreach (var (message, content, text) in texts)
        {
            var clone = written[message].Clone();
            clone.Contents = [.. written[message].Contents];
            clone.Contents[content] = Write(clone.Contents[content], text);
            written[message] = clone;
        }

        return written;
    }

    /// <summary>The conversation without the units that passed, where the report says to leave them out; else the very same one.</summary>
    public static IReadOnlyList<ChatMessage> Apply(IReadOnlyList<ChatMessage> messages, PruneReport report)
    {
        if (!report.IsApplied)
        {
            return messages;
        }

        var texts = report.Units.GroupBy(unit => (unit.Message, unit.Content)).Select(units =>
        {
            UnitFinding[] all = [.. units];
            var dropped = Enumerable.Range(0, all.Length).Where(i => all[i].Decision == PruneDecision.Droppable).ToHashSet();
            return (units.Key.Message, units.Key.Content, TextUnits.Without(string.Concat(all.Select(unit => unit.Text)), [.. all.Select(unit => unit.Unit)], dropped));
        });
        return Write(messages, texts);
    }

    /// <summary>The text of a result that can be pruned as text; null for other values.</summary>
    public static string? Text(FunctionResultContent result) => result.Result switch
    {
        string text => text,
        TextContent content => content.Text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        JsonElement { ValueKind: JsonValueKind.Object or JsonValueKind.Array } element => element.GetRawText(),
        _ => null,
    };

    private static (string Text, ImmutableArray<TextUnit> Units)? Read(AIContent content, bool isQuestion, PruneOptions options)
    {
        var text = content switch
        {
            TextContent question when isQuestion => question.Text,
            FunctionResultContent { Exception: null } result when options.IncludesToolResults => Text(result),
            _ => null,
        };

        // Who anchors a text wants the model to see it.
        return string.IsNullOrWhiteSpace(text) || AnchorMarks.AreIn(text) ? null
            : (text, content is TextContent ? TextUnits.OfMessage(text, options.Protects) : TextUnits.OfResult(text, options.Protects));
    }

    private static AIContent Write(AIContent content, string text) => content is FunctionResultContent result
        ? new FunctionResultContent(result.CallId, text) { AdditionalProperties = result.AdditionalProperties }
        : new TextContent(text) { AdditionalProperties = content.AdditionalProperties };

    private static int LastIndex(IReadOnlyList<ChatMessage> messages, Func<ChatMessage, bool> condition)
        => Enumerable.Range(0, messages.Count).LastOrDefault(i => condition(messages[i]), -1);
}
