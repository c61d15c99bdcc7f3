using System.Globalization;
using System.Text.Json;

namespace SKReasoning.Evaluation;

/// <summary>A call that a model made.</summary>
/// <param name="Name">Name of the tool.</param>
/// <param name="Arguments">Its arguments by name.</param>
public sealed record GivenCall(string Name, IReadOnlyDictionary<string, object?> Arguments)
{
    /// <summary>Whether this is a call of the same tool with the same arguments: numbers are compared by value, texts without case.</summary>
    public bool Matches(GivenCall other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Name == other.Name
            && Arguments.Count == other.Arguments.Count
            && Arguments.All(argument => other.Arguments.TryGetValue(argument.Key, out var value) && Plain(argument.Value) == Plain(value));
    }

    /// <summary>The call as one line, the same for calls that match.</summary>
    public override string ToString()
        => $"{Name}({string.Join(", ", Arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal).Select(argument => $"{argument.Key}: {Plain(argument.Value)}"))})";

    private static string Plain(object? value) => value switch
    {
        JsonElement { ValueKind: JsonValueKind.Number } number => number.GetDouble().ToString("R", CultureInfo.InvariantCulture),
        JsonElement { ValueKind: JsonValueKind.String } text => Plain(text.GetString()),
        JsonElement element => element.GetRawText(),
        string text => text.Trim().ToLowerInvariant(),
        bool truth => truth ? "true" : "false",
        int or long or short or byte or float or double or decimal => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        null => "null",
        _ => value.ToString() ?? "",
    };
}
