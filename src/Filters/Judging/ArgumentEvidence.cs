using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Looks for the values of a call in the texts before it.</summary>
/// <remarks>
/// A value that stands nowhere before the call was not reasoned about, as far as anyone can see. The converse does not hold: a value that
/// does stand there may still be the wrong one.
/// </remarks>
internal sealed partial class ArgumentEvidence
{
    // A longer text is composed, not taken over.
    private const int LongestTakenOver = 6;

    private static readonly string[] s_numberWords =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
        "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    private readonly string _text;

    // An article says one, and what is not said is none.
    private readonly HashSet<decimal> _numbers = [0, 1];

    /// <param name="texts">Everything before the call: the conversation, the results of tools, and the turn's own text.</param>
    public ArgumentEvidence(IEnumerable<string> texts)
    {
        _text = Normalise(string.Join('\n', texts));
        foreach (var match in Number().EnumerateMatches(_text))
        {
            if (decimal.TryParse(_text.AsSpan(match.Index, match.Length), NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            {
                _numbers.Add(Math.Abs(number));
            }
        }

        foreach (var match in Word().EnumerateMatches(_text))
        {
            if (Array.IndexOf(s_numberWords, _text.Substring(match.Index, match.Length)) is >= 0 and var number)
            {
                _numbers.Add(number);
            }
        }
    }

    /// <summary>The texts of a conversation that a value can come from.</summary>
    public static IEnumerable<string> Texts(IEnumerable<ChatMessage> messages) => messages.SelectMany(message => message.Contents).Select(content => content switch
    {
        TextContent text => text.Text,
        TextReasoningContent thought => thought.Text,
        FunctionResultContent { Result: { } result } => CanonicalJson.Text(CanonicalJson.Element(result)),
        FunctionCallContent call => CanonicalJson.Of(call.Arguments),
        _ => "",
    });

    /// <summary>The values of a call that stand nowhere before it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="tool">Its declaration; null where the request does not hold it.</param>
    public ImmutableArray<UnsupportedArgument> FindUnsupported(FunctionCallContent call, AIFunctionDeclaration? tool)
    {
        var found = ImmutableArray.CreateBuilder<UnsupportedArgument>();
        var properties = Child(tool?.JsonSchema, "properties");
        foreach (var (name, value) in call.Arguments ?? new Dictionary<string, object?>())
        {
            Visit(CanonicalJson.Element(value), Child(properties, name), name, (path, element) => found.Add(new UnsupportedArgument(call.Name, path, element.GetRawText())));
        }

        return found.ToImmutable();
    }

    private void Visit(JsonElement value, JsonElement? schema, string path, Action<string, JsonElement> report)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    Visit(property.Value, Child(Child(schema, "properties"), property.Name), $"{path}.{property.Name}", report);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Visit(item, Child(schema, "items"), string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), report);
                }

                break;
            case JsonValueKind.Number or JsonValueKind.String when !IsListed(value, schema) && !IsSupported(value):
                report(path, value);
                break;
        }
    }

    private bool IsSupported(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.TryGetDecimal(out var number) ? _numbers.Contains(Math.Abs(number)) : Contains(value.GetRawText());
        }

        var text = Normalise(CanonicalJson.Text(value));
        if (Contains(text))
        {
            return true;
        }

        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var written))
        {
            return _numbers.Contains(Math.Abs(written));
        }

        var words = Word().EnumerateMatches(text);
        var count = 0;
        var all = true;
        foreach (var word in words)
        {
            count++;
            all &= Contains(text.Substring(word.Index, word.Length));
        }

        return count == 0 || count > LongestTakenOver || all;
    }

    private bool Contains(string text) => _text.Contains(text, StringComparison.Ordinal);

    // Values that the schema itself gives come from there.
    private static bool IsListed(JsonElement value, JsonElement? schema)
        => (Child(schema, "enum") is { ValueKind: JsonValueKind.Array } values && values.EnumerateArray().Any(listed => JsonElement.DeepEquals(listed, value)))
            || (Child(schema, "const") is { } constant && JsonElement.DeepEquals(constant, value))
            || (Child(schema, "default") is { } standard && JsonElement.DeepEquals(standard, value));

    private static JsonElement? Child(JsonElement? parent, string name)
        => parent is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty(name, out var child) ? child : null;

    private static string Normalise(string text) => WhiteSpace().Replace(text, " ").Trim().ToLowerInvariant();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
