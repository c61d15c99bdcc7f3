using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Writes the rules of one JSON schema document.</summary>
/// <remarks>Methods return the name of a rule; null is the schema that allows no value.</remarks>
internal sealed class SchemaWriter(JsonRules rules, SchemaNode root)
{
    /// <summary>Schemas inside one another, references followed.</summary>
    private const int DeepestNesting = 256;

    /// <summary>Values or members that may begin in one place: llama.cpp compares each with each.</summary>
    public const int MostAlternatives = 1024;

    private readonly SchemaReferences _references = new(root);
    private readonly Dictionary<string, (string? Rule, Inside Inside)> _done = [];
    private readonly Dictionary<string, OpenRule> _open = [];
    private int _depth;
    private int _choices;
    private int _nesting;
    private Inside _inside = Inside.Nothing;

    public string Write() => Named(root.Path, root) ?? throw root.Error("no value satisfies this schema.");

    /// <summary>The rule of a value inside an object or an array.</summary>
    /// <param name="node">Schema of the value.</param>
    /// <param name="mandatory">Whether there is no object or array without this value.</param>
    public string? Inner(SchemaNode node, bool mandatory)
    {
        var (depth, choices) = (_depth, _choices);
        _depth++;
        _choices += mandatory ? 0 : 1;
        var rule = Value(node);
        (_depth, _choices) = (depth, choices);
        return rule;
    }

    // Nothing is undone after an exception: the builder is of no further use then.
    private string? Value(SchemaNode node)
    {
        _nesting++;
        if (_nesting > DeepestNesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw node.Error($"schemas nest deeper than {DeepestNesting} levels here, references followed; write a flatter schema.");
        }

        var rule = Unbounded(node);
        _nesting--;
        return rule;
    }

    private string? Unbounded(SchemaNode node)
    {
        if (node.IsBoolean)
        {
            return node.Element.GetBoolean() ? rules.Value : null;
        }

        SchemaKeywords.Check(node);
        var isNullable = node.Get("nullable") is { Element.ValueKind: JsonValueKind.True };
        return isNullable ? Union(node, [Constrained(node), rules.Null]) : Constrained(node);
    }

    private string? Constrained(SchemaNode node)
    {
        var parts = _references.Parts(node);
        if (parts.Count > 0)
        {
            var others = SchemaKeywords.Without(node, "$ref", "allOf").Element.ValueKind != JsonValueKind.True;
            return parts.Count == 1 && !others ? Named(parts[0].Path, parts[0]) : Merged(_references.Flatten(node));
        }

        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (node.Has(keyword))
            {
                return Cases(SchemaKeywords.Without(node, keyword), [.. node.Items(keyword)]);
            }
        }

        return node.Has("enum") || node.Has("const") ? Constants(node) : Typed(node);
    }

    private string? Cases(SchemaNode common, IReadOnlyList<SchemaNode> cases)
    {
        var outside = _inside;
        var (all, reach) = (new List<SchemaCases.Case>(), int.MaxValue);
        _choices += cases.Count > 1 ? 1 : 0;
        foreach (var one in cases)
        {
            _inside = Inside.Nothing;
            var isAlone = common.Element.ValueKind == JsonValueKind.True;
            var schema = _references.Flatten(one);
            schema = isAlone ? schema : SchemaMerge.Merge(common, schema) with { Path = one.Path };
            var rule = isAlone ? Value(one) : Merged(schema);
            all.Add(new(schema, rule, _inside.Ways, _inside.Reach < _open.Count));
            reach = Math.Min(reach, _inside.Reach);
        }

        _choices -= cases.Count > 1 ? 1 : 0;
        _inside = outside.And(new(SchemaCases.Ways(common, all), reach));
        return Union(common, [.. all.Select(one => one.Rule)]);
    }

    private string? Constants(SchemaNode node)
    {
        var types = node.Has("type") ? SchemaKeywords.Types(node) : null;
        var values = node.Get("enum") is null ? [node.Get("const")!.Value.Element] : node.Items("enum").Select(item => item.Element);
        return Union(node, [.. values
            .Where(value => node.Get("const") is not { } one || JsonElement.DeepEquals(one.Element, value))
            .Where(value => types is null || types.Any(type => IsOfType(value, type)))
            .Select(value => rules.Grammar.AddRule("const", rules.Constant(value)))]);
    }

    private static bool IsOfType(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Null => type == "null",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.String => type == "string",
        JsonValueKind.Array => type == "array",
        JsonValueKind.Object => type == "object",
        _ => type == "number" || (type == "integer" && Math.Floor(value.GetDouble()) == value.GetDouble()),
    };

    private string? Typed(SchemaNode node)
    {
        var types = SchemaKeywords.Types(node);
        if (types.Count == 0 && !node.Has("type"))
        {
            return rules.Value;
        }

        _choices += types.Count > 1 ? 1 : 0;
        var alternatives = types.Where(type => type != "integer" || !types.Contains("number")).Select(type => OfType(node, type)).ToList();
        _choices -= types.Count > 1 ? 1 : 0;
        return Union(node, alternatives);
    }

    private string? OfType(SchemaNode node, string type) => type switch
    {
        "object" => new ObjectRules(rules, this).Write(node),
        "array" => new ArrayRules(rules, this).Write(node),
        "string" => new StringRules(rules).Write(node),
        "number" => new NumberRules(rules).Write(node, isInteger: false),
        "integer" => new NumberRules(rules).Write(node, isInteger: true),
        "boolean" => rules.Boolean,
        "null" => rules.Null,
        _ => throw node.Error($"'{type}' is not a type of JSON Schema."),
    };

    private string? Union(SchemaNode node, IReadOnlyList<string?> alternatives)
    {
        var possible = alternatives.OfType<string>().Distinct().ToList();
        if (possible.Count > MostAlternatives)
        {
            throw node.Error($"more than {MostAlternatives} values or cases cannot become a grammar; use a type, or a pattern.");
        }

        return possible.Count switch
        {
            0 => null,
            1 => possible[0],
            _ => rules.Grammar.AddRule("union", string.Join(" | ", possible)),
        };
    }

    // The text of a merged schema is its name: a schema that merges itself again meets the same text.
    private string? Merged(SchemaNode node) => Named(node.Element.GetRawText(), node);

    private string? Named(string key, SchemaNode node)
    {
        if (_done.TryGetValue(key, out var done))
        {
            _inside = _inside.And(done.Inside);
            return done.Rule;
        }

        if (_open.TryGetValue(key, out var open))
        {
            if (open.Depth == _depth)
            {
                throw node.Error("this schema is a case of itself; refer to itself only from a property or an item.");
            }

            _inside = _inside.And(new(1, open.Order));
            return open.Choices == _choices
                ? throw node.Error("a value of this schema contains another one without end; make a property optional or allow null.")
                : open.Name ??= rules.Grammar.Reserve("recursive");
        }

        open = new OpenRule(_depth, _choices, _open.Count);
        _open.Add(key, open);
        var outside = _inside;
        _inside = Inside.Nothing;
        var rule = Value(node);
        _open.Remove(key);
        if (open.Name is not null && rule is not null)
        {
            rules.Grammar.Define(open.Name, rule);
            rule = open.Name;
        }

        _done.Add(key, (rule, _inside));
        _inside = outside.And(_inside);
        return rule;
    }

    /// <summary>A rule that is being written.</summary>
    /// <param name="depth">Objects and arrays around it: at the same depth, a rule would begin with itself.</param>
    /// <param name="choices">Ways out on the path to it: without a new one, a value would never end.</param>
    /// <param name="order">Open rules around it.</param>
    private sealed class OpenRule(int depth, int choices, int order)
    {
        public int Depth => depth;

        public int Choices => choices;

        public int Order => order;

        public string? Name { get; set; }
    }

    /// <summary>What was found inside a schema.</summary>
    /// <param name="Ways">The most ways in which a text may go on; see <see cref="SchemaCases"/>.</param>
    /// <param name="Reach">Order of the outermost open rule that it contains; the largest number where it contains none.</param>
    private readonly record struct Inside(int Ways, int Reach)
    {
        public static Inside Nothing { get; } = new(1, int.MaxValue);

        public Inside And(Inside other) => new(Math.Max(Ways, other.Ways), Math.Min(Reach, other.Reach));
    }
}
