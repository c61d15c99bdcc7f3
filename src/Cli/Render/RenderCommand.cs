using System.CommandLine;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Render;

/// <summary><c>skreasoning render</c>: the exact text that a model would see of a conversation.</summary>
internal static class RenderCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string?>("--model") { Description = "GGUF file, whose chat template and tokens are used." };
        var template = new Option<string?>("--template") { Description = "File with a Jinja chat template; no model is loaded." };
        var messages = new Option<string>("--messages") { Description = "JSON file with chat messages as in OpenAI's API.", Required = true };
        var tools = new Option<string?>("--tools") { Description = "JSON file with tool definitions as in OpenAI's API." };
        var noGenerationPrompt = new Option<bool>("--no-generation-prompt") { Description = "Leave out what opens the assistant's answer." };
        var bos = new Option<string?>("--bos") { Description = "Text of bos_token; else the model's own, or nothing." };
        var eos = new Option<string?>("--eos") { Description = "Text of eos_token; else the model's own, or nothing." };
        var now = new Option<string?>("--now") { Description = "Time for templates that print the date, such as 2026-01-02T03:04:05." };
        var variable = new Option<string[]>("--variable")
        {
            Description = "NAME=VALUE for the template, such as enable_thinking=false; VALUE is JSON, else a text.",
        };
        var raw = new Option<bool>("--raw") { Description = "The text and nothing else: not even a line end after it." };
        var json = new Option<bool>("--json") { Description = "Text and tokens as JSON." };

        var command = new Command("render", "Shows the exact text, and the tokens, that a model sees of a conversation.")
        {
            model, template, messages, tools, noGenerationPrompt, bos, eos, now, variable, raw, json,
        };
        command.SetGuardedAction(terminal, (parsed, cancellationToken) => new RenderJob(terminal).RunAsync(
            new RenderSettings(
                parsed.GetValue(model),
                parsed.GetValue(template),
                parsed.GetRequiredValue(messages),
                parsed.GetValue(tools),
                !parsed.GetValue(noGenerationPrompt),
                parsed.GetValue(bos),
                parsed.GetValue(eos),
                parsed.GetValue(now),
                parsed.GetValue(variable) ?? [],
                parsed.GetValue(raw),
                parsed.GetValue(json)),
            cancellationToken));
        return command;
    }
}
