using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>Draws conversations in shapes that no well-behaved caller sends.</summary>
internal sealed class HostileMessages(Random random, HostileText text, HostileJson json)
{
    public IEnumerable<ChatMessage> Any()
    {
        List<ChatMessage> messages = [.. Enumerable.Range(0, Count()).Select(_ => Message())];
        // Most requests end as a request should, so that something is written.
        if (random.Next(4) > 0)
        {
            messages.Add(new ChatMessage(ChatRole.User, text.Short()));
        }

        return random.Next(50) switch
        {
            0 => null!,
            1 => [.. messages, null!],
            2 => messages.Where(_ => true),
            _ => messages,
        };
    }

    private int Count() => random.Next(60) switch { 0 => random.Next(500, 3_000), 1 => random.Next(20, 200), _ => random.Next(6) };

    private ChatMessage Message()
    {
        var message = new ChatMessage(Role(), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Content())]) { AuthorName = text.Short(), MessageId = random.Next(2) == 0 ? null : text.Short() };
        if (random.Next(40) == 0)
        {
            message.Contents.Add(null!);
        }

        return message;
    }

    private ChatRole Role() => random.Next(12) switch
    {
        0 => default,
        1 => new ChatRole("x" + text.Any()),
        2 => new ChatRole("SYSTEM"),
        3 => new ChatRole("developer"),
        4 or 5 => ChatRole.Tool,
        6 or 7 => ChatRole.Assistant,
        8 => ChatRole.System,
        _ => ChatRole.User,
    };

    private AIContent Content() => random.Next(24) switch
    {
        < 10 => new TextContent(random.Next(20) == 0 ? null : text.Any()),
        < 12 => new TextReasoningContent(text.Any()),
        < 15 => Call(),
        < 20 => new FunctionResultContent(Id(), Result()) { Exception = random.Next(8) == 0 ? new InvalidOperationException(text.Short()) : null },
        20 => random.Next(6) switch
        {
            0 => new DataContent(new byte[] { 1, 2, 3 }, "image/png"),
            1 => new UriContent("https://localhost/x.png", "image/png"),
            2 => new ErrorContent(text.Short()),
            3 => new HostedFileContent("x"),
            4 => new UsageContent(new UsageDetails()),
            _ => new UnknownContent(),
        },
        21 => new TextContent(text.Short()) { AdditionalProperties = new() { [text.Short()] = new object() }, RawRepresentation = new object() },
        _ => new TextContent(text.Short()),
    };

    private FunctionCallContent Call()
        => new(Id(), text.Name(), random.Next(6) == 0 ? null : Enumerable.Range(0, random.Next(4)).ToDictionary(i => $"{i}{text.Short()}", _ => Result()));

    // Few ids, so that calls and results meet, double and miss each other.
    private string Id() => random.Next(4) switch { 0 => "", 1 => text.Short(), _ => $"call{random.Next(3)}" };

    private object? Result() => random.Next(20) switch
    {
        0 => null,
        1 => double.NaN,
        2 => float.PositiveInfinity,
        3 => decimal.MinValue,
        4 => DateTime.MaxValue,
        5 => Cycle(),
        6 => new ThrowingValue(),
        7 => typeof(string),
        8 => new byte[] { 0, 255 },
        9 => new List<AIContent> { new TextContent(text.Short()), null! },
        10 => new TextContent(text.Any()),
        11 => (Func<int>)(() => 1),
        12 => new InvalidOperationException(text.Short()),
        13 or 14 => json.Value(),
        15 => new Dictionary<string, object?> { [text.Short()] = new object[] { text.Any(), 1, null! } },
        16 => 'x',
        _ => text.Any(),
    };

    private static List<object> Cycle()
    {
        var cycle = new List<object>();
        cycle.Add(cycle);
        return cycle;
    }

    private sealed class UnknownContent : AIContent;

    /// <summary>A result of a type whose members cannot be read.</summary>
    internal sealed class ThrowingValue
    {
        /// <summary>Never returns.</summary>
        [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "A serializer reads members of an object.")]
        public string Value => throw new KeyNotFoundException("A getter failed.");

        /// <inheritdoc/>
        public override string ToString() => throw new KeyNotFoundException("A text failed.");
    }
}
