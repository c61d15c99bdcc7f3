using System.Text.Json;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Calls;
using SKReasoning.LocalModel.Chat;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Makes the grammars of a turn from its tools and its response format.</summary>
internal static class TurnGrammar
{
    /// <summary>Calls of one turn at the most: a model that has begun to repeat itself does not stop by itself.</summary>
    private const int MostCalls = 16;

    /// <summary>The calls that a turn may make; null where no tools are offered, or the request brings a grammar of its own.</summary>
    /// <exception cref="SchemaNotSupportedException">A tool's parameters have a schema that no grammar can be made of.</exception>
    /// <exception cref="ArgumentException">A call is required, but of no tool that is offered.</exception>
    public static CallRules? Calls(ToolCallFormat format, IReadOnlyList<AIFunctionDeclaration> tools, ChatOptions? options)
    {
        if (ChatOptionsReader.Text(options, ChatOptionsReader.Grammar) is not null)
        {
            return null;
        }

        var required = options?.ToolMode as RequiredChatToolMode;
        var offered = required?.RequiredFunctionName is { } name ? [.. tools.Where(tool => tool.Name == name)] : tools;
        if (offered.Count == 0)
        {
            return required is null ? null : throw new ArgumentException(
                $"The tool mode requires a call of {required.RequiredFunctionName ?? "a tool"}, but the tools hold no such function. Add it to ChatOptions.Tools.", nameof(options));
        }

        var grammar = new GbnfBuilder();
        var calls = Block(grammar, format, offered, options);
        return new CallRules(format, [.. offered.Select(tool => Callable(format, tool))], grammar.Build(calls), required is not null);
    }

    /// <summary>The grammar of a whole turn; null where its text is free.</summary>
    /// <exception cref="SchemaNotSupportedException">The response format has a schema that no grammar can be made of.</exception>
    /// <exception cref="ArgumentException">The options give a grammar that <see cref="GrammarText.Check"/> refuses.</exception>
    public static string? Answer(ToolCallFormat format, IReadOnlyList<AIFunctionDeclaration> tools, ChatOptions? options)
    {
        if (ChatOptionsReader.Text(options, ChatOptionsReader.Grammar) is { } given)
        {
            GrammarText.Check(given);
            return given;
        }

        // A turn that must call a tool is no answer yet; the format is that of the turn after.
        if (options?.ResponseFormat is not ChatResponseFormatJson json || options.ToolMode is RequiredChatToolMode)
        {
            return null;
        }

        var grammar = new GbnfBuilder();
        var schema = json.Schema ?? JsonElement.Parse("""{"type": "object"}""");
        var answer = new JsonSchemaGrammar(grammar).AddSchema(schema, json.SchemaName ?? "response format");
        return grammar.Build(tools.Count == 0 ? answer : $"{answer} | {Block(grammar, format, tools, options)}");
    }

    private static CallableTool Callable(ToolCallFormat format, AIFunctionDeclaration tool) => format.Arguments is ListedArguments
        ? new CallableTool(tool.Name, ArgumentListRules.Kinds(tool.JsonSchema, tool.Name))
        : new CallableTool(tool.Name);

    private static string Block(GbnfBuilder grammar, ToolCallFormat format, IReadOnlyList<AIFunctionDeclaration> tools, ChatOptions? options)
    {
        var calls = new CallWriter(grammar, format.Arguments);
        var call = grammar.AddRule("call", string.Join(" | ", tools.Select(tool => calls.Write(tool.Name, tool.JsonSchema))));
        var more = format.Joint is null || options?.AllowMultipleToolCalls == false
            ? ""
            : grammar.Repeat(grammar.AddRule("next-call", GbnfBuilder.Join(CallText.Write(grammar, format.Joint), call)), 0, MostCalls - 1);
        // After text, a call that begins with the name of its tool has the joint before it.
        var open = format.Trigger.Length == 0 ? $"({CallText.Write(grammar, format.Joint!)})?" : CallText.Write(grammar, format.Open);
        return GbnfBuilder.Join(open, call, more, CallText.Write(grammar, format.Close));
    }
}
