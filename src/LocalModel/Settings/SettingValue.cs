using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Settings;

/// <summary>Reads the value of a setting, wherever it comes from: code has numbers, JSON has elements, and prompt files may have texts only.</summary>
/// <remarks>A value of the wrong type is an <see cref="ArgumentException"/> whose parameter name is the key. Null stays null.</remarks>
internal static class SettingValue
{
    private const long LargestExact = 1L << 53;

    public static double? Number(string key, object? value) => Plain(value) switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDouble(),
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal && number is not Enum => number.ToDouble(CultureInfo.InvariantCulture),
        var other => throw Wrong(key, "a number", other),
    };

    public static float? Single(string key, object? value) => (float?)Number(key, value);

    public static long? Integer(string key, object? value) => Plain(value) switch
    {
        long number => number,
        JsonElement { ValueKind: JsonValueKind.Number } element when element.TryGetInt64(out var number) => number,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        var other => Number(key, other) switch
        {
            null => null,
            { } number when number == Math.Truncate(number) && Math.Abs(number) <= LargestExact => (long)number,
            _ => throw Wrong(key, "a whole number", other),
        },
    };

    public static int? Int32(string key, object? value) => Integer(key, value) switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var number => (int)number,
        var number => throw new ArgumentOutOfRangeException(key, number, $"The setting {key} must be at most {int.MaxValue}."),
    };

    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public static int? Positive(string key, int? value)
        => value is < 1 ? throw new ArgumentOutOfRangeException(key, value, $"The setting {key} must be at least 1.") : value;

    public static string? Text(string key, object? value) => Plain(value) switch
    {
        null => null,
        string text => text,
        var other => throw Wrong(key, "a text", other),
    };

    public static IList<string>? Texts(string key, object? value) => Plain(value) switch
    {
        null => null,
        IEnumerable<string> texts => [.. texts],
        JsonElement { ValueKind: JsonValueKind.Array } element => [.. element.EnumerateArray().Select(item => Item(key, item))],
        IEnumerable<object?> items => [.. items.Select(item => Item(key, item))],
        var other => throw Wrong(key, "a list of texts", other),
    };

    /// <summary>A response format: "text", "json_object", or a JSON schema.</summary>
    public static ChatResponseFormat? Format(string key, object? value) => Plain(value) switch
    {
        null => null,
        ChatResponseFormat format => format,
        "text" => ChatResponseFormat.Text,
        "json_object" => ChatResponseFormat.Json,
        JsonElement { ValueKind: JsonValueKind.Object } schema => ChatResponseFormat.ForJsonSchema(schema),
        var other => throw Wrong(key, "\"text\", \"json_object\" or a JSON schema", other),
    };

    private static string Item(string key, object? value) => Plain(value) as string ?? throw Wrong(key, "a list of texts", value);

    private static object? Plain(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        // A text that holds half of a surrogate pair stays an element, which is no text.
        JsonElement { ValueKind: JsonValueKind.String } element when CallerJson.Problem(element) is null => element.GetString(),
        _ => value,
    };

    private static ArgumentException Wrong(string key, string wanted, object? value)
        => new($"The setting {key} must be {wanted}; it is {Describe(value)}.", key);

    private static string Describe(object? value) => value switch
    {
        null => "null",
        string text => $"the text '{text}'",
        JsonElement element => $"the JSON {element.GetRawText()}",
        _ => $"a {value.GetType().Name}",
    };
}
