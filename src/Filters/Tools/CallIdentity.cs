using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Tells whether a call is one that the same request has made before.</summary>
/// <param name="Request">Id of the request.</param>
/// <param name="Call">The tool and its arguments.</param>
/// <param name="InTurn">Equal calls before it in its turn.</param>
/// <param name="Answered">Equal calls of the request whose results the model had read when it made this one.</param>
/// <remarks>
/// A call that is made without its forerunner's result having been read is the same call: the turn was written again, or the whole
/// request was. One that is made although its result was read is meant again.
/// </remarks>
internal readonly record struct CallIdentity(string Request, string Call, int InTurn, int Answered)
{
    /// <summary>Key of the identity in the properties of a call; the value is a string.</summary>
    public const string Key = "skreasoning.call";

    /// <summary>Key of the n-th such call in a ledger.</summary>
    public string LedgerKey(int ordinal) => string.Create(CultureInfo.InvariantCulture, $"{Escape(Request)}/{Call}/{ordinal}");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Escape(Request)}/{Call}/{InTurn}/{Answered}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null where the call carries no identity.</summary>
    public static CallIdentity? Find(FunctionCallContent? call)
        => CallProperties.Text(call, Key)?.Split('/') is [var request, var name, var inTurn, var answered]
            && int.TryParse(inTurn, CultureInfo.InvariantCulture, out var before) && int.TryParse(answered, CultureInfo.InvariantCulture, out var read)
            ? new CallIdentity(Uri.UnescapeDataString(request), name, before, read)
            : null;

    /// <summary>The id of the request that a conversation is in: the one its earlier calls carry; null where there are none since the last question.</summary>
    public static string? RequestOf(IEnumerable<ChatMessage> sinceQuestion)
        => Contents<FunctionCallContent>(sinceQuestion).Select(Find).FirstOrDefault(identity => identity is not null)?.Request;

    /// <summary>Identities of the calls of a turn.</summary>
    /// <param name="request">Id of the request.</param>
    /// <param name="calls">The calls, in order.</param>
    /// <param name="sinceQuestion">The messages since the last question.</param>
    /// <param name="policyOf">The policy of a tool, by name.</param>
    public static IEnumerable<CallIdentity> Of(
        string request, IEnumerable<FunctionCallContent> calls, IReadOnlyList<ChatMessage> sinceQuestion, Func<string, ToolPolicy> policyOf)
    {
        var answered = Contents<FunctionResultContent>(sinceQuestion).Select(result => result.CallId).ToHashSet(StringComparer.Ordinal);
        var earlier = Contents<FunctionCallContent>(sinceQuestion).Where(call => answered.Contains(call.CallId)).Select(Describe).ToLookup(call => call);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            var text = Describe(call);
            var before = seen.GetValueOrDefault(text);
            seen[text] = before + 1;
            yield return policyOf(call.Name).OncePerRequest
                ? new CallIdentity(request, text, 0, 0)
                : new CallIdentity(request, text, before, earlier[text].Count());
        }
    }

    /// <summary>The messages after the last one of the user.</summary>
    public static IReadOnlyList<ChatMessage> SinceQuestion(IReadOnlyList<ChatMessage> messages)
    {
        var question = messages.Count - 1;
        while (question >= 0 && messages[question].Role != ChatRole.User)
        {
            question--;
        }

        return [.. messages.Skip(question + 1)];
    }

    /// <summary>Name and arguments of a call, the same text for equal calls.</summary>
    public static string Describe(FunctionCallContent call)
        => $"{Escape(call.Name)}.{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Of(call.Arguments))))[..32]}";

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static IEnumerable<T> Contents<T>(IEnumerable<ChatMessage> messages) => messages.SelectMany(message => message.Contents).OfType<T>();
}
