using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>The text of a tool's result as the model reads it.</summary>
internal static class ToolResultText
{
    /// <summary>A text as it is; anything else as JSON; "Error: …" where the tool failed without a result.</summary>
    /// <exception cref="ArgumentException">The result has no form in JSON.</exception>
    public static string Of(FunctionResultContent result) => result.Result switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Undefined } => result.Exception is { } exception ? $"Error: {exception.Message}" : "",
        string text => text,
        TextContent content => content.Text,
        IFormattable number and (int or long or double or float or decimal) => number.ToString(null, CultureInfo.InvariantCulture),
        JsonElement { ValueKind: not JsonValueKind.String } element => element.GetRawText(),
        { } value => Json(CallerJson.Serialize(value, value.GetType(), $"The result of the call '{result.CallId}'")),
    };

    private static string Json(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();
}
