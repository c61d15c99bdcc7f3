using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>The text of a tool's result as the model reads it.</summary>
internal static class ToolResultText
{
    /// <summary>A text as it is; anything else as JSON; "Error: …" where the tool failed without a result.</summary>
    public static string Of(FunctionResultContent result) => result.Result switch
    {
        null => result.Exception is { } exception ? $"Error: {exception.Message}" : "",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString()!,
        JsonElement element => element.GetRawText(),
        TextContent content => content.Text,
        IFormattable number and (int or long or double or float or decimal) => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        { } value => Serialize(value),
    };

    // A type that the options know nothing of has no JSON form in an AOT application: its text is better than no answer.
    private static string Serialize(object value)
        => AIJsonUtilities.DefaultOptions.TryGetTypeInfo(value.GetType(), out var type) ? JsonSerializer.Serialize(value, type) : value.ToString() ?? "";
}
