using System.Diagnostics;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Chat;

namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>Sends hostile requests to a model and judges what comes back: a valid answer, or an exception that is documented and ours.</summary>
internal sealed class HostileJudge : IDisposable
{
    // Of the processor, not of the clock: other programs may keep this one waiting.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(5);

    private static readonly Type[] s_documented =
    [
        typeof(ArgumentException), typeof(ArgumentNullException), typeof(ArgumentOutOfRangeException), typeof(SchemaNotSupportedException), typeof(ChatTemplateException),
        typeof(ContextOverflowException), typeof(ModelBusyException), typeof(NotSupportedException), typeof(InvalidOperationException),
    ];

    private readonly LlamaModel _model;
    private readonly LocalChatClient _client;
    private readonly HashSet<int> _structure;
    private readonly string[] _controlTexts;

    /// <summary>Lets go of the client; the model stays its owner's.</summary>
    public void Dispose() => _client.Dispose();

    public HostileJudge(LlamaModel model)
    {
        _model = model;
        _client = new LocalChatClient(model);
        _controlTexts = [.. model.Vocabulary.SpecialTexts.Where(special => special is { IsControl: true, Text.Length: > 1 }).Select(special => special.Text)];
        string[] specials = [.. model.Vocabulary.SpecialTexts.Select(special => special.Text)];
        _structure = [.. Enumerable.Range(0, model.VocabularySize).Where(token => specials.Contains(model.Vocabulary.Text(token)))];
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tame">The same with harmless texts: its prompt must have the same control tokens.</param>
    public async Task<HostileOutcome> SendAsync(HostileRequest request, HostileRequest tame)
    {
        var start = Environment.CpuUsage.TotalTime;
        var judging = Task.Run(() => JudgeAsync(request, tame));
        while (await Task.WhenAny(judging, Task.Delay(s_look)) != judging)
        {
            if (Environment.CpuUsage.TotalTime - start > s_patience)
            {
                return new HostileOutcome("hung", $"no answer after {s_patience.TotalSeconds} s of work");
            }
        }

        return await judging;
    }

    private async Task<HostileOutcome> JudgeAsync(HostileRequest request, HostileRequest tame)
    {
        if (ForgedStructure(request, tame) is { } forged)
        {
            return new HostileOutcome("forged", forged);
        }

        using var cancel = new CancellationTokenSource();
        if (request.Delivery == HostileDelivery.Cancelled)
        {
            await cancel.CancelAsync();
        }

        try
        {
            return Judge(await AnswerAsync(request, cancel), request);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new HostileOutcome("cancelled");
        }
        catch (Exception e)
        {
            var isDocumented = s_documented.Contains(e.GetType()) && IsOurs(e);
            return new HostileOutcome(e.GetType().Name, isDocumented ? null : e.ToString());
        }
    }

    private async Task<ChatResponse?> AnswerAsync(HostileRequest request, CancellationTokenSource cancel)
    {
        if (request.Delivery == HostileDelivery.Whole)
        {
            return await _client.GetResponseAsync(request.Messages, request.Options, cancel.Token);
        }

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in _client.GetStreamingResponseAsync(request.Messages, request.Options, cancel.Token))
        {
            updates.Add(update);
            if (request.Delivery == HostileDelivery.Left)
            {
                return null;
            }

            if (request.Delivery == HostileDelivery.Interrupted)
            {
                await cancel.CancelAsync();
            }
        }

        return updates.ToChatResponse();
    }

    private HostileOutcome Judge(ChatResponse? response, HostileRequest request)
    {
        if (response is null)
        {
            return new HostileOutcome("left");
        }

        var defect = response.FinishReason is null ? "no finish reason"
            : response.Messages.Count != 1 || response.Messages[0].Role != ChatRole.Assistant ? "not one message of the assistant"
            : Smuggled(response.Text, request.Options) is { } text ? $"the answer holds {text}"
            : UnknownCall(response.Messages[0], request.Options) is { } call ? $"a call of '{call}', which is no tool"
            : null;
        return new HostileOutcome($"answer: {response.FinishReason}", defect);
    }

    // A grammar may ask for such a text; then it is text, token by token.
    private string? Smuggled(string text, ChatOptions? options)
        => options?.ResponseFormat is not null || options?.Tools is not null || ChatOptionsReader.Text(options, ChatOptionsReader.Grammar) is not null ? null
            : Array.Find(_controlTexts, special => text.Contains(special, StringComparison.Ordinal));

    private static string? UnknownCall(ChatMessage message, ChatOptions? options)
        => message.Contents.OfType<FunctionCallContent>().Select(call => call.Name).FirstOrDefault(name => options?.Tools?.Any(tool => tool?.Name == name) != true);

    // The prompt must have the control tokens of the template, and no others: those of the same conversation in harmless words.
    private string? ForgedStructure(HostileRequest request, HostileRequest tame)
    {
        if (Structure(request) is not { } hostile || Structure(tame) is not { } expected || hostile.SequenceEqual(expected))
        {
            return null;
        }

        return $"the prompt has the control tokens [{string.Join(' ', hostile.Select(_model.Vocabulary.Text))}] instead of [{string.Join(' ', expected.Select(_model.Vocabulary.Text))}]";
    }

    private int[]? Structure(HostileRequest request)
    {
        try
        {
            return [.. _model.ChatFormat.Build([.. request.Messages], request.Options?.Instructions, ChatOptionsReader.Tools(request.Options)).Tokens.Where(_structure.Contains)];
        }
        catch (Exception)
        {
            // What cannot be rendered forges nothing; sending it tells whether the error is a good one.
            return null;
        }
    }

    private static bool IsOurs(Exception exception)
    {
        if (exception.GetType().Assembly == typeof(LlamaModel).Assembly)
        {
            return true;
        }

        var thrower = new StackTrace(exception).GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType)
            .FirstOrDefault(type => type is null || !typeof(ArgumentException).IsAssignableFrom(type));
        return thrower?.Assembly.GetName().Name?.StartsWith("SKReasoning", StringComparison.Ordinal) == true;
    }
}
