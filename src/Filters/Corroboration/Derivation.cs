using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Derives a turn in other ways.</summary>
internal static class Derivation
{
    /// <summary>Whether a conversation can be told in such a way.</summary>
    public static bool CanBeMade(IReadOnlyList<ChatMessage> messages, DerivationView view)
        => view == DerivationView.Sampled || Of(messages, view, seed: 0, number: 1) is not null;

    /// <summary>The conversation as the derivation of a number, from 1, is told it; null where it cannot be, or not so often in other words.</summary>
    public static IReadOnlyList<ChatMessage>? Of(IReadOnlyList<ChatMessage> messages, DerivationView view, int seed, int number)
    {
        if (view == DerivationView.Sampled)
        {
            return messages;
        }

        var question = messages.ToList().FindLastIndex(message => message.Role == ChatRole.User);
        int[] seeds = [.. Enumerable.Range(1, number).Select(earlier => HashOf(seed, earlier))];
        if (question < 0 || messages[question].Contents is not [TextContent { Text: { } text }] || FactOrder.Shuffle(text, seeds) is not { } shuffled)
        {
            return null;
        }

        var told = messages[question].Clone();
        told.Contents = [new TextContent(shuffled)];
        return [.. messages.Take(question), told, .. messages.Skip(question + 1)];
    }

    // Neighbouring seeds must not shuffle alike.
    private static int HashOf(int seed, int number) => unchecked((int)((((uint)seed * 0x9E3779B9) ^ (uint)number) * 0x85EBCA6B));
}
