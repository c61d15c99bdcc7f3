using System.Text;
using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;
using Spectre.Console;

namespace SKReasoning.Cli.Render;

/// <summary>Renders a conversation and shows the text.</summary>
internal sealed class RenderJob(Terminal terminal)
{
    // A byte order mark or a converted line end would be another text.
    private static readonly UTF8Encoding s_encoding = new(encoderShouldEmitUTF8Identifier: false);

    public async Task<ExitCode> RunAsync(RenderSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Model is null == settings.Template is null)
        {
            throw new InputException("Give either --model or --template.");
        }

        var clock = settings.Now is { } now ? FixedClock.Parse(now) : terminal.Clock;
        var conversation = ConversationFile.Read(settings.MessagesFile, settings.ToolsFile) with
        {
            AddGenerationPrompt = settings.AddGenerationPrompt,
            Variables = TemplateVariables.Parse(settings.Variables),
            BosToken = settings.Bos,
            EosToken = settings.Eos,
        };
        if (settings.Template is { } file)
        {
            Show(settings, Render(file, clock, conversation), []);
            return ExitCode.Success;
        }

        using var model = await LoadAsync(settings.Model!, clock, cancellationToken);
        var rendered = model.Render(conversation);
        Show(settings, rendered.Text, [.. rendered.Tokens.Select(token => Token(model, token))]);
        return ExitCode.Success;
    }

    private static string Render(string templateFile, TimeProvider clock, ConversationJson conversation)
        => new ChatTemplate(InputFile.Read(templateFile), clock).Render(
            conversation.Messages,
            conversation.Tools,
            conversation.AddGenerationPrompt,
            conversation.BosToken ?? "",
            conversation.EosToken ?? "",
            conversation.Variables);

    private static RenderedToken Token(LlamaModel model, int token)
        => new(token, s_encoding.GetString(model.TokenBytes(token).Span), model.IsControlToken(token));

    private Task<LlamaModel> LoadAsync(string path, TimeProvider clock, CancellationToken cancellationToken)
    {
        // Nothing is decoded, so the context may be small.
        const int Context = 16;
        var options = new LocalModelOptions { Path = path, ContextLength = Context, Sequences = 1, CheckTensors = false, TimeProvider = clock };
        return Meter.WaitAsync(terminal, $"Loading {Path.GetFileName(path)}", () => LlamaModel.Load(options), cancellationToken);
    }

    private void Show(RenderSettings settings, string text, IReadOnlyList<RenderedToken> tokens)
    {
        if (settings.Json)
        {
            JsonText.Print(terminal, writer =>
            {
                writer.WriteString("text", text);
                if (tokens.Count > 0)
                {
                    writer.WriteArray("ids", tokens, token => writer.WriteNumberValue(token.Id));
                    writer.WriteArray("tokens", tokens, token =>
                    {
                        writer.WriteStartObject();
                        writer.WriteNumber("id", token.Id);
                        writer.WriteString("text", token.Text);
                        writer.WriteBoolean("control", token.IsControl);
                        writer.WriteEndObject();
                    });
                }
            });
            return;
        }

        terminal.OutputStream.Write(s_encoding.GetBytes(text));
        if (!settings.Raw)
        {
            terminal.OutputStream.Write("\n"u8);
        }

        terminal.OutputStream.Flush();
        if (!settings.Raw && tokens.Count > 0)
        {
            ShowTokens(tokens);
        }
    }

    private void ShowTokens(IReadOnlyList<RenderedToken> tokens)
    {
        terminal.Console.WriteLine();
        terminal.Console.Write(new Text($"{tokens.Count} tokens; * marks the {tokens.Count(token => token.IsControl)} control tokens:\n"));
        terminal.Console.Write(new Markup(string.Join(' ', tokens.Select(token => token.IsControl ? $"[aqua]{token.Id}*[/]" : $"{token.Id}"))));
        terminal.Console.WriteLine();
    }
}
