using System.Text.Json;

namespace SKReasoning.Evaluation;

/// <summary>Reads the properties of one line of a file of questions.</summary>
internal readonly struct QuestionFields
{
    private readonly string _path;
    private readonly int _line;
    private readonly JsonElement _root;

    public QuestionFields(string path, int line, JsonElement root)
    {
        (_path, _line, _root) = (path, line, root);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Bad($"expected an object with 'question' and 'answer', found {Name(root)}.");
        }
    }

    public TaskFileException Bad(string reason) => TaskFileException.At(_path, _line, reason);

    /// <summary>A text; null where the property is missing or null.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => NotEmpty(name, Decoded(name, value)),
        { } value => throw Bad($"'{name}' is {Name(value)}; expected a text."),
    };

    /// <summary>A text, or a number as it is written.</summary>
    public string? TextOrNumber(string name)
        => Find(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : Text(name);

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public int? Whole(string name, int least)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least
            ? number
            : throw Bad($"'{name}' is {value.GetRawText()}; expected a whole number{(least > int.MinValue ? $" of at least {least}" : "")}.");
    }

    /// <summary>A number that is not negative.</summary>
    public double? Number(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= 0
            ? number
            : throw Bad($"'{name}' is {value.GetRawText()}; expected a number of at least 0.");
    }

    private JsonElement? Find(string name)
    {
        try
        {
            return _root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        }
        catch (InvalidOperationException)
        {
            throw Bad("the name of a property holds half of a surrogate pair, which is no text.");
        }
    }

    private string Decoded(string name, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Bad($"'{name}' holds half of a surrogate pair, which is no text.");
        }
    }

    private string NotEmpty(string name, string value) => string.IsNullOrWhiteSpace(value) ? throw Bad($"'{name}' is empty.") : value;

    private static string Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => "a list",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
