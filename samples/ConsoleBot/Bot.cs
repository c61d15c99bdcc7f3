using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace ConsoleBot;

/// <summary>The conversation: one history, one reply at a time, Ctrl-C ends the reply and not the program.</summary>
internal sealed class Bot(Kernel kernel, Settings settings, IReplyView view)
{
    private const int Cancelled = 130;

    private readonly IChatCompletionService _chat = kernel.GetRequiredService<IChatCompletionService>();
    private readonly ChatHistory _history = new("Think step by step.");
    private readonly PromptExecutionSettings _execution = new()
    {
        FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(kernel.Plugins.Where(plugin => settings.Tools.Contains(plugin.Name)).SelectMany(plugin => plugin)),
        ExtensionData = Extensions(settings),
    };

    /// <summary>Answers one question.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> AskAsync(string question)
    {
        using var reply = new CancellationTokenSource();
        void OnInterrupt(object? sender, ConsoleCancelEventArgs e) => (e.Cancel, _) = (true, reply.CancelAsync());
        Console.CancelKeyPress += OnInterrupt;
        var before = _history.Count;
        try
        {
            await view.ShowAsync(question, async () =>
            {
                _history.AddUserMessage(question);
                var answer = await _chat.GetChatMessageContentAsync(_history, _execution, kernel, reply.Token);
                _history.Add(answer);
                return answer.Content ?? "";
            });
            return 0;
        }
        catch (OperationCanceledException) when (reply.IsCancellationRequested)
        {
            Forget(before);
            view.Fail("Stopped.");
            return Cancelled;
        }
        finally
        {
            Console.CancelKeyPress -= OnInterrupt;
        }
    }

    /// <summary>Answers line by line until the input ends.</summary>
    /// <returns>The exit code: 0, or 1 where input that nobody types had a question without an answer.</returns>
    public async Task<int> ChatAsync(TextReader input)
    {
        var exitCode = 0;
        while (view.ReadLine(input) is { } line)
        {
            var question = line.Trim();
            if (question is "/exit")
            {
                break;
            }

            if (question.Length == 0)
            {
                continue;
            }

            exitCode = await TryAskAsync(question) || view.IsInteractive ? exitCode : 1;
        }

        return exitCode;
    }

    private async Task<bool> TryAskAsync(string question)
    {
        if (question == "/why")
        {
            await view.ShowAsync(question, async () => (await kernel.InvokeAsync<string>("Explain", "last_verdict"))!);
            return true;
        }

        var before = _history.Count;
        try
        {
            return await AskAsync(question) == 0;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Forget(before);
            view.Fail(e.Message);
            return false;
        }
    }

    // A question without a reply goes, but what tools have done for it is done: forgotten, it would be done again.
    private void Forget(int before)
    {
        if (view.Done.Count == 0)
        {
            _history.RemoveRange(before, _history.Count - before);
        }
        else if (_history[^1].Role == AuthorRole.User)
        {
            _history.AddAssistantMessage(string.Join("\n", view.Done));
        }
    }

    private static Dictionary<string, object> Extensions(Settings settings)
    {
        var extensions = new Dictionary<string, object> { ["temperature"] = settings.Temperature };
        if (settings.Seed is { } seed)
        {
            extensions["seed"] = seed;
        }

        return extensions;
    }
}
