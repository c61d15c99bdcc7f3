using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>JSON, and values that become JSON, as callers hand them on unread.</summary>
internal static class CallerJson
{
    /// <summary>Objects and arrays inside one another, as many as a JSON reader takes.</summary>
    public const int Deepest = 64;

    /// <summary>What keeps an element from being read; null where nothing does.</summary>
    public static string? Problem(JsonElement element)
    {
        try
        {
            return IsDeeper(element, Deepest) ? $"it nests deeper than {Deepest} levels." : null;
        }
        catch (InvalidOperationException)
        {
            // A text is decoded when it is read, not when it is parsed.
            return "a text in it holds half of a surrogate pair.";
        }
    }

    /// <summary>A value as JSON.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="type">The type that it is written as; one that serialisation knows nothing of, as in an AOT application, is written as its text.</param>
    /// <param name="owner">What the value is, for messages: the start of a sentence.</param>
    /// <exception cref="ArgumentException">It has no form in JSON.</exception>
    public static JsonElement Serialize(object value, Type type, string owner)
    {
        JsonElement element;
        try
        {
            element = AIJsonUtilities.DefaultOptions.TryGetTypeInfo(type, out var known)
                ? JsonSerializer.SerializeToElement(value, known)
                : JsonSerializer.SerializeToElement(value.ToString() ?? "", AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(string)));
        }
        catch (Exception e)
        {
            // The value's own code runs here, so anything may come out of it.
            throw new ArgumentException($"{owner} cannot be written as JSON: {e.Message}", e);
        }

        return Problem(element) is { } problem ? throw new ArgumentException($"{owner} cannot be read as JSON: {problem}") : element;
    }

    private static bool IsDeeper(JsonElement element, int levels)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return levels == 0 || element.EnumerateObject().Any(member => member.Name is null || IsDeeper(member.Value, levels - 1));
            case JsonValueKind.Array:
                return levels == 0 || element.EnumerateArray().Any(item => IsDeeper(item, levels - 1));
            default:
                _ = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
                return false;
        }
    }
}
