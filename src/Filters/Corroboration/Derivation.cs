using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>A request for another derivation of a turn.</summary>
/// <param name="Messages">The conversation; the caller's, or one whose last question tells its facts in another order.</param>
/// <param name="View">How it differs.</param>
internal readonly record struct Derivation(IReadOnlyList<ChatMessage> Messages, DerivationView View)
{
    /// <summary>The derivation of a number, from 1.</summary>
    public static Derivation Of(IReadOnlyList<ChatMessage> messages, CorroborationOptions options, int seed, int number)
    {
        var question = messages.ToList().FindLastIndex(message => message.Role == ChatRole.User);
        if (!options.ReordersFacts || question < 0 || messages[question].Contents is not [TextContent { Text: { } text }]
            || FactOrder.Shuffle(text, HashOf(seed, number)) is not { } shuffled)
        {
            return new Derivation(messages, DerivationView.Sampled);
        }

        var told = messages[question].Clone();
        told.Contents = [new TextContent(shuffled)];
        return new Derivation([.. messages.Take(question), told, .. messages.Skip(question + 1)], DerivationView.ReorderedFacts);
    }

    // Neighbouring seeds must not shuffle alike.
    private static int HashOf(int seed, int number) => unchecked((int)((((uint)seed * 0x9E3779B9) ^ (uint)number) * 0x85EBCA6B));
}
