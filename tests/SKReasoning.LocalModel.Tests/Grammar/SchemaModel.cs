using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Grammar;

/// <summary>The native grammar of a schema, over the vocabulary of the built-in model.</summary>
public sealed class SchemaModel : IDisposable
{
    private readonly LlamaModel _model = BuiltInModel.Load();

    internal Vocabulary Vocabulary => _model.Vocabulary;

    internal static string Gbnf(string schema)
    {
        var grammar = new GbnfBuilder();
        return grammar.Build(new JsonSchemaGrammar(grammar).AddSchema(JsonElement.Parse(schema), "Shop-Order"));
    }

    internal bool Allows(string schema, string text) => AllowsText(Gbnf(schema), text);

    internal bool AllowsText(string gbnf, string text)
    {
        using var constraint = new GrammarConstraint(Vocabulary, gbnf);
        if (!constraint.AllowsText(text))
        {
            return false;
        }

        constraint.AcceptText(text);
        return constraint.IsComplete;
    }

    public void Dispose() => _model.Dispose();
}
