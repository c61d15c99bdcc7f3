using System.Text.Json;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Writes the rules of calls in one style.</summary>
internal sealed class CallWriter(GbnfBuilder grammar, ArgumentStyle style)
{
    private readonly JsonSchemaGrammar _objects = new(grammar, style is ObjectArguments { Notation: var notation } ? notation : null);
    private readonly ArgumentListRules? _lists = style is ListedArguments list ? new ArgumentListRules(grammar, list) : null;

    /// <summary>A sequence that matches name and arguments of a call.</summary>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="schema">What its arguments are.</param>
    /// <exception cref="SchemaNotSupportedException">A grammar cannot say what the schema says.</exception>
    public string Write(string tool, JsonElement schema) => style switch
    {
        ObjectArguments { NameIsLast: true } last => $"{_objects.AddSchema(schema, tool)} {CallText.Write(grammar, last.Middle + tool)}",
        ObjectArguments first => $"{CallText.Write(grammar, tool + first.Middle)} {_objects.AddSchema(schema, tool)}",
        _ => $"{GbnfBuilder.Literal(tool)} {_lists!.Write(schema, tool)}",
    };
}
