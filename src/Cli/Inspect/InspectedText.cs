using System.Text.Json;
using SKReasoning.Cli.Render;
using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Inspect;

/// <summary>The finished text of the command line, and which part of it is the prompt.</summary>
/// <param name="Tokens">Token ids of the whole sequence.</param>
/// <param name="PromptTokens">Tokens before the response; at least 1.</param>
internal sealed record InspectedText(int[] Tokens, int PromptTokens)
{
    /// <summary>Reads what can be read without a model, so that a mistake shows before a model is loaded.</summary>
    /// <returns>The tokens of the text once there is a model, and the most that they can be.</returns>
    /// <exception cref="InputException">There is no text, more than one, or one that cannot be used.</exception>
    public static (Func<LlamaModel, InspectedText> Read, int MostTokens) Prepare(InspectSettings settings)
    {
        string?[] sources = [settings.Text, settings.TextFile, settings.MessagesFile, settings.Tokens];
        if (sources.Count(source => source is not null) != 1)
        {
            throw new InputException("Give the text by one of --text, --text-file, --messages and --tokens.");
        }

        if (settings.ToolsFile is not null && settings.MessagesFile is null)
        {
            throw new InputException("--tools belongs to --messages.");
        }

        if (settings.Tokens is { } list)
        {
            var tokens = NumberList.Parse("--tokens", list);
            return (_ => Create(tokens, settings.PromptTokens ?? 1), tokens.Length);
        }

        if (settings.MessagesFile is { } messages)
        {
            var (prompt, answer) = LastAnswer(ConversationFile.Read(messages, settings.ToolsFile));
            return (model => Create(model, prompt, answer, settings.PromptTokens), MostTokens(prompt.Messages + prompt.Tools + answer));
        }

        var text = settings.Text ?? InputFile.Read(settings.TextFile!);
        return (model => Create(model.TokenizePrompt(text), settings.PromptTokens ?? 1), MostTokens(text));
    }

    private static InspectedText Create(LlamaModel model, ConversationJson prompt, string answer, int? promptTokens)
    {
        var rendered = model.Render(prompt);
        return Create([.. rendered.Tokens, .. model.Tokenize(answer)], promptTokens ?? rendered.Tokens.Count);
    }

    private static InspectedText Create(int[] tokens, int promptTokens)
    {
        if (tokens.Length == 0)
        {
            throw new InputException("The text is empty.");
        }

        return promptTokens >= 1 && promptTokens <= tokens.Length
            ? new InspectedText(tokens, promptTokens)
            : throw new InputException($"--prompt-tokens is {promptTokens}, but the text has {tokens.Length} tokens; give 1 to {tokens.Length}.");
    }

    private static (ConversationJson Prompt, string Answer) LastAnswer(ConversationJson conversation)
    {
        var messages = JsonElement.Parse(conversation.Messages).EnumerateArray().ToArray();
        var last = messages[^1];
        if (!last.GetProperty("role").ValueEquals("assistant") || !last.TryGetProperty("content", out var content) || content.ValueKind != JsonValueKind.String)
        {
            throw new InputException("The last message must be the assistant's and have a text as its content: that is the text to inspect.");
        }

        var before = $"[{string.Join(',', messages[..^1].Select(message => message.GetRawText()))}]";
        try
        {
            return (conversation with { Messages = before }, content.GetString()!);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException("The assistant's text holds half of a surrogate pair.", e);
        }
    }

    // A token has a byte at least, and templates add some of their own.
    private static int MostTokens(string text) => System.Text.Encoding.UTF8.GetByteCount(text) + 4096;
}
