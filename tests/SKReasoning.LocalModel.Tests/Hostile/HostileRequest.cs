using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>A request that is malformed or meant to do harm; the same seed and number give the same one.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Messages">The conversation.</param>
/// <param name="Options">Its options.</param>
/// <param name="Delivery">How it is sent.</param>
internal sealed record HostileRequest(int Number, IEnumerable<ChatMessage> Messages, ChatOptions? Options, HostileDelivery Delivery)
{
    /// <param name="seed">Seed of all requests.</param>
    /// <param name="number">Number of this one.</param>
    /// <param name="isTame">Whether texts of control tokens are replaced by harmless ones of the same length; all else stays.</param>
    public static HostileRequest Create(int seed, int number, bool isTame = false)
    {
        var random = new Random((int)((seed * 7_919L + number) % int.MaxValue));
        var text = new HostileText(random, isTame);
        var json = new HostileJson(random, text);
        var messages = new HostileMessages(random, text, json).Any();
        var options = new HostileOptions(random, text, json, new HostileGrammar(random, text)).Any();
        return new HostileRequest(number, messages, options, (HostileDelivery)Math.Min(random.Next(10), (int)HostileDelivery.Whole));
    }
}
