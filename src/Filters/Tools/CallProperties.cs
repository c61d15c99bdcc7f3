using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Reads what the judge wrote on a call, also where the call has been through JSON in between, as in a stored history.</summary>
internal static class CallProperties
{
    /// <summary>A text; null where there is none.</summary>
    public static string? Text(FunctionCallContent? call, string key) => Value(call, key) switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };

    /// <summary>Whether a boolean is there and true.</summary>
    public static bool IsTrue(FunctionCallContent? call, string key) => Value(call, key) is true or JsonElement { ValueKind: JsonValueKind.True };

    private static object? Value(FunctionCallContent? call, string key) => call?.AdditionalProperties?.GetValueOrDefault(key);
}
