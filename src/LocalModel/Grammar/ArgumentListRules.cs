using System.Text.Json;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Arguments that stand one after another: the declared ones in the order of the schema, then others where the schema speaks of them.</summary>
/// <remarks>
/// A text without quotes cannot hold what ends it; one that a pattern or a length holds cannot hold the first character of that. Nothing
/// stops a model from writing one undeclared key twice.
/// </remarks>
internal sealed class ArgumentListRules(GbnfBuilder grammar, ListedArguments style)
{
    private readonly Dictionary<ValueNotation, JsonRules> _rules = [];
    private readonly Dictionary<ValueForm, string> _texts = [];

    /// <summary>A rule for what follows the name of a tool, to the end of the call.</summary>
    /// <exception cref="SchemaNotSupportedException">A grammar cannot say what the schema says.</exception>
    public string Write(JsonElement schema, string tool)
    {
        var root = JsonSchemaGrammar.Root(schema, tool);
        var kinds = new SchemaKinds(root);
        string[] cases = [.. kinds.Cases(root).Select(one => Case(root, kinds, one)).OfType<string>().Distinct()];
        return cases.Length == 0 ? throw root.Error("no value satisfies this schema.") : grammar.AddRule("arguments", string.Join(" | ", cases));
    }

    /// <summary>Kinds of values that each declared parameter of a tool takes.</summary>
    public static IReadOnlyDictionary<string, ValueKinds> Kinds(JsonElement schema, string tool)
    {
        var root = JsonSchemaGrammar.Root(schema, tool);
        var kinds = new SchemaKinds(root);
        return kinds.Cases(root)
            .SelectMany(one => one.Members("properties"))
            .GroupBy(member => member.Name, member => kinds.Split(member.Node).Aggregate(ValueKinds.None, (all, part) => all | part.Kind))
            .ToDictionary(group => group.Key, group => group.Aggregate((all, one) => all | one));
    }

    private string? Case(SchemaNode root, SchemaKinds kinds, SchemaNode node)
    {
        if (node.IsBoolean)
        {
            node = node.Element.GetBoolean() ? node with { Element = JsonElement.Parse("""{"type": "object"}""") } : node;
            if (node.IsBoolean)
            {
                return null;
            }
        }

        if (SchemaKeywords.Types(node) is { Count: > 0 } types && !types.Contains("object"))
        {
            throw node.Error("the arguments of a tool are an object.");
        }

        var required = node.Strings("required").ToHashSet();
        var additional = node.Get("additionalProperties") ?? node.At("additionalProperties", SchemaNode.Boolean(!node.Has("properties")));
        var declared = node.Members("properties").ToList();
        declared.AddRange(required.Except(declared.Select(property => property.Name)).Select(name => (name, additional)));
        if (declared.Count > SchemaWriter.MostAlternatives)
        {
            throw node.Error($"an object of more than {SchemaWriter.MostAlternatives} properties cannot become a grammar; use additionalProperties.");
        }

        declared = style.SortsKeys ? [.. declared.OrderBy(property => ValueNotation.SortKey(property.Name), StringComparer.Ordinal)] : declared;
        var next = Others(root, kinds, additional, declared.Count == 0 ? [] : [.. declared.Select(property => property.Name)]);
        var mayEnd = true;
        foreach (var (name, schema) in Enumerable.Reverse(declared))
        {
            var isRequired = required.Contains(name);
            var argument = Argument(root, kinds.Split(schema), GbnfBuilder.Literal(name), next, mayEnd);
            if (argument is null && isRequired)
            {
                return null;
            }

            next = isRequired || next is null ? argument ?? next : argument is null ? next : grammar.AddRule("argument", $"{argument} | {next}");
            mayEnd &= !isRequired;
        }

        var list = next is null ? null : GbnfBuilder.Join(Literal(style.Begin), next);
        return mayEnd ? string.Join(" | ", new[] { style.Empty.Length == 0 ? "\"\"" : Literal(style.Empty), list }.OfType<string>()) : list;
    }

    private string? Others(SchemaNode root, SchemaKinds kinds, SchemaNode additional, IReadOnlyCollection<string> declared)
    {
        if (kinds.Split(additional) is not { Count: > 0 } parts)
        {
            return null;
        }

        var name = grammar.Reserve("others");
        var key = Rules(ValueNotation.Json with { HasBareKeys = true }).KeyExcept(declared);
        grammar.Define(name, Argument(root, parts, key, name, mayEnd: true)!);
        return name;
    }

    // A key, its value and all that may follow.
    private string? Argument(SchemaNode root, IReadOnlyList<(ValueKinds Kind, SchemaNode Schema)> parts, string key, string? next, bool mayEnd)
    {
        var ways = new List<string>();
        var goOn = Alternatives(next is null ? null : GbnfBuilder.Join(Literal(style.Between), next), mayEnd ? Literal(style.End) : null);
        foreach (var (kind, schema) in parts)
        {
            var forms = style.Forms.Where(form => form.Kinds.HasFlag(kind)).ToList();
            foreach (var form in forms)
            {
                var excluded = string.Concat(forms.TakeWhile(other => other != form).Select(other => other.Characters));
                ways.AddRange(form.IsRaw ? Raw(schema, form, excluded, next, mayEnd, goOn) : Value(root, schema, form, goOn));
            }
        }

        return ways.Count == 0 ? null : grammar.AddRule("argument", $"{key} ({string.Join(" | ", ways.Distinct())})");
    }

    private IEnumerable<string> Value(SchemaNode root, SchemaNode schema, ValueForm form, string? goOn)
    {
        if (goOn is not null && new SchemaWriter(Rules(form.Notation), root).Inner(schema, mandatory: false) is { } value)
        {
            yield return GbnfBuilder.Join(Literal(form.Open), value, Literal(form.Close + style.ValueEnd), goOn);
        }
    }

    private IEnumerable<string> Raw(SchemaNode schema, ValueForm form, string excluded, string? next, bool mayEnd, string? goOn)
    {
        var open = Literal(form.Open);
        var ends = style.RawEnds(form);
        if (goOn is null)
        {
            yield break;
        }

        if (schema.Has("enum"))
        {
            foreach (var value in schema.Items("enum").Where(value => style.FormOf(value.Element) == form))
            {
                yield return GbnfBuilder.Join(open, Literal(value.Text() + form.Close + style.ValueEnd), goOn);
            }

            yield break;
        }

        var first = new JsonRules(grammar, form.Notation with { Quote = ends[0].Text }, excluded);
        if (new StringRules(first).Content(schema) is { } content)
        {
            yield return GbnfBuilder.Join(open, content, Literal(form.Close + style.ValueEnd), goOn);
        }
        else if (ends is [(_, null)])
        {
            if (!_texts.TryGetValue(form, out var text))
            {
                text = new RawTextRules(grammar, excluded).Until((ends[0].Text, ""));
                _texts.Add(form, text);
            }

            yield return GbnfBuilder.Join(open, text, goOn);
        }
        else
        {
            yield return GbnfBuilder.Join(open, new RawTextRules(grammar, excluded).Until([.. ends.Select(end => (end.Text, end.GoesOn == true ? next : mayEnd ? "" : null))]));
        }
    }

    private string? Alternatives(params string?[] ways) => ways.OfType<string>().ToArray() switch
    {
        [] => null,
        [""] => "",
        [var only] => only,
        var several => grammar.AddRule("rest", string.Join(" | ", several.Select(way => way.Length == 0 ? "\"\"" : way))),
    };

    private JsonRules Rules(ValueNotation notation)
    {
        if (!_rules.TryGetValue(notation, out var rules))
        {
            rules = new JsonRules(grammar, notation);
            _rules.Add(notation, rules);
        }

        return rules;
    }

    private string Literal(string text) => CallText.Write(grammar, text);
}
