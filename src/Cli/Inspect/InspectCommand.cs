using System.CommandLine;
using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Inspect;

/// <summary><c>skreasoning inspect</c>: reads a finished text once, teacher-forced, and shows what the model makes of it.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "GGUF file.", Required = true };
        var text = new Option<string?>("--text") { Description = "Text to read; control tokens in writing count as such." };
        var textFile = new Option<string?>("--text-file") { Description = "File with the text to read." };
        var messages = new Option<string?>("--messages")
        {
            Description = "JSON file with chat messages; the last one, the assistant's, is the text, all before is its prompt.",
        };
        var tools = new Option<string?>("--tools") { Description = "JSON file with the tools that the prompt offers." };
        var tokens = new Option<string?>("--tokens") { Description = "Token ids, such as 1,2,3." };
        var promptTokens = new Option<int?>("--prompt-tokens") { Description = "Tokens that count as the prompt; 1 where nothing else says." };
        var steps = new Option<string?>("--steps")
        {
            Description = "Steps as first:count,…, from the prompt to the end without gaps; else the text is parted at blank lines.",
        };
        var layers = new Option<string?>("--layers") { Description = "Layers to look into, such as 0,5, or all, or none; else the one in the middle." };
        var with = new Option<string?>("--with") { Description = "Large parts of the JSON: attention,hidden,logits." };
        var cache = new Option<CacheFormat>("--cache") { Description = "Number format of the KV cache.", DefaultValueFactory = _ => CacheFormat.F32 };
        var context = new Option<int>("--context") { Description = "Tokens that fit; 0 takes as many as the text may have." };
        var threads = new Option<int>("--threads") { Description = "Threads; 0 takes half of the processors." };
        var json = new Option<string?>("--json")
        {
            Description = "File for the values as JSON; - or nothing for the standard output.",
            Arity = ArgumentArity.ZeroOrOne,
        };

        var command = new Command("inspect", "Reads a finished text once and shows how sure the model is of it, and what its attention shows.")
        {
            model, text, textFile, messages, tools, tokens, promptTokens, steps, layers, with, cache, context, threads, json,
        };
        command.SetGuardedAction(terminal, (parsed, cancellationToken) => new InspectJob(terminal).RunAsync(
            new InspectSettings
            {
                Model = parsed.GetRequiredValue(model),
                Text = parsed.GetValue(text),
                TextFile = parsed.GetValue(textFile),
                MessagesFile = parsed.GetValue(messages),
                ToolsFile = parsed.GetValue(tools),
                Tokens = parsed.GetValue(tokens),
                PromptTokens = parsed.GetValue(promptTokens),
                Steps = parsed.GetValue(steps),
                Layers = parsed.GetValue(layers),
                Parts = JsonParts.Parse(parsed.GetValue(with)),
                CacheFormat = parsed.GetValue(cache),
                ContextLength = parsed.GetValue(context),
                Threads = parsed.GetValue(threads),
                Json = parsed.GetResult(json) is null ? null : parsed.GetValue(json) ?? InspectSettings.StandardOutput,
            },
            cancellationToken));
        return command;
    }
}
