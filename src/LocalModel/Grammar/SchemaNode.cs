using System.Text.Json;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>A schema inside a document, and where it lies.</summary>
/// <param name="Element">An object or a boolean; anything else is an error where it is used.</param>
/// <param name="Path">JSON pointer from the root, such as <c>#/properties/when</c>.</param>
/// <param name="Owner">What the document belongs to, for messages.</param>
internal readonly record struct SchemaNode(JsonElement Element, string Path, string Owner)
{
    private static readonly JsonElement s_true = JsonElement.Parse("true");
    private static readonly JsonElement s_false = JsonElement.Parse("false");

    /// <summary>The schema of every value, or the one of none.</summary>
    public static JsonElement Boolean(bool allows) => allows ? s_true : s_false;

    public bool IsBoolean => Element.ValueKind is JsonValueKind.True or JsonValueKind.False;

    public bool Has(string keyword) => Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(keyword, out _);

    /// <summary>The value of a keyword; null where the schema does not have it.</summary>
    public SchemaNode? Get(string keyword)
        => Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(keyword, out var value) ? At(keyword, value) : null;

    /// <summary>The members of a keyword's object, such as <c>properties</c>; empty where the schema does not have it.</summary>
    public IEnumerable<(string Name, SchemaNode Node)> Members(string keyword) => Get(keyword) is not { } node
        ? []
        : node.Element.ValueKind == JsonValueKind.Object
            ? node.Element.EnumerateObject().Select(member => (member.Name, node.At(member.Name, member.Value)))
            : throw node.Error("an object is expected here.");

    /// <summary>The items of a keyword's array, such as <c>anyOf</c>; empty where the schema does not have it.</summary>
    public IEnumerable<SchemaNode> Items(string keyword) => Get(keyword) is not { } node
        ? []
        : node.Element.ValueKind == JsonValueKind.Array
            ? node.Element.EnumerateArray().Select((item, index) => node.At($"{index}", item))
            : throw node.Error("an array is expected here.");

    /// <summary>The strings of a keyword that holds one or an array of them, such as <c>type</c>.</summary>
    public IEnumerable<string> Strings(string keyword) => Get(keyword) is { Element.ValueKind: JsonValueKind.String } single
        ? [single.Text()]
        : Items(keyword).Select(item => item.Text());

    /// <summary>A length or a number of items, not negative; null where the schema does not have it.</summary>
    public int? Count(string keyword)
    {
        if (Get(keyword) is not { } node)
        {
            return null;
        }

        var count = node.Element.ValueKind == JsonValueKind.Number ? node.Element.GetDouble() : -1;
        return count >= 0 && Math.Floor(count) == count
            ? (int)Math.Min(count, int.MaxValue)
            : throw node.Error("an integer that is not negative is expected here.");
    }

    public string Text() => Element.ValueKind == JsonValueKind.String ? Element.GetString()! : throw Error("a string is expected here.");

    public SchemaNode At(string token, JsonElement value)
        => this with { Element = value, Path = $"{Path}/{token.Replace("~", "~0").Replace("/", "~1")}" };

    public SchemaNotSupportedException Error(string problem) => new(Owner, Path, problem);
}
