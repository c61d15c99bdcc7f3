using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.Filters;

/// <summary>Judges each turn of a model before anything acts on it, and has a rejected turn written anew from a branch point.</summary>
/// <remarks>
/// Belongs inside the tool loop: between <c>UseKernelFunctionInvocation</c> and the model. A turn is read to its end and judged
/// before its first update is passed on, streaming or not, so no tool runs for a turn that is not concluded. A model that gives no
/// trace passes unjudged. Thread-safe. Changes neither the caller's messages nor options.
/// </remarks>
public sealed partial class ReasoningChatClient : DelegatingChatClient
{
    private readonly ReasoningFilterOptions _options;
    private readonly IReasoningValidator _validator;
    private readonly ReasoningJournal _journal;
    private readonly TraceRequest _request;
    private readonly ILogger _logger;

    /// <summary>Wraps a chat client.</summary>
    /// <param name="innerClient">The model, or middleware around it.</param>
    /// <param name="options">How turns are judged; not to be changed afterwards.</param>
    /// <param name="journal">Where the reports of all turns are written; null for a journal of its own, which <c>GetService</c> gives.</param>
    /// <param name="logger">Where decisions are logged; null for nowhere.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all.</exception>
    public ReasoningChatClient(IChatClient innerClient, ReasoningFilterOptions options, ReasoningJournal? journal = null, ILogger? logger = null)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(options);
        ReasoningFilterOptionsValidator.ThrowIfInvalid(options);
        _options = options;
        _validator = options.Validator ?? new WeakestTokenValidator(options.WeakestToken);
        _journal = journal ?? new ReasoningJournal();
        _request = options.ToTraceRequest();
        _logger = logger ?? NullLogger.Instance;
        if (innerClient.GetService<FunctionInvokingChatClient>() is not null)
        {
            LogOutsideToolLoop(_logger);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ReasoningRejectedException">No attempt was accepted and the options say to throw.</exception>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => (await WriteTurnAsync(messages, options, cancellationToken)).ToResponse();

    /// <inheritdoc/>
    /// <exception cref="ReasoningRejectedException">No attempt was accepted and the options say to throw.</exception>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var turn = await WriteTurnAsync(messages, options, cancellationToken);
        foreach (var update in turn.Updates)
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType == typeof(ReasoningJournal) ? _journal : base.GetService(serviceType, serviceKey);

    private async Task<WrittenTurn> WriteTurnAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var history = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var settings = new RetrySettings(options, _options.Branch, _request);
        var current = settings.First();
        var turns = new List<WrittenTurn> { await WriteAttemptAsync(history, current, 1, cancellationToken) };
        if (turns[0].Trace is null)
        {
            // Nothing is known of how the turn was written, so there is nothing to judge.
            LogUnjudged(_logger);
            return turns[0];
        }

        var attempts = new List<Attempt> { Judge(turns[0], null, current, []) };
        while (NextBranch(attempts, settings.Seed) is { } point)
        {
            current = settings.Retry(point, attempts.Count + 1, _options.Branch.MaxTokens - Spent(attempts));
            try
            {
                turns.Add(await WriteAttemptAsync(history, current, attempts.Count + 1, cancellationToken));
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // A retry that fails must not cost the turn that is there already.
                LogRetryFailed(_logger, e, attempts.Count + 1);
                break;
            }

            if (turns[^1].Trace is null)
            {
                // Another model has answered in the place of the first: what it wrote cannot be judged beside the rest.
                turns.RemoveAt(turns.Count - 1);
                break;
            }

            attempts.Add(Judge(turns[^1], point, current, attempts));
        }

        return Conclude(turns, TurnReport.Conclude(attempts), options);
    }

    private async Task<WrittenTurn> WriteAttemptAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions options, int number, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        ReasoningTrace? trace = null;
        await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            if (update.AdditionalProperties is { } properties)
            {
                if (properties.Remove(ReasoningStep.MetadataKey, out var value) && value is IReadOnlyList<ReasoningStep> steps)
                {
                    Report(new ReasoningEvent.StepsWritten(number, steps));
                    if (update.Contents.Count == 0 && properties.Count == 0)
                    {
                        continue;
                    }
                }

                trace = properties.Remove(ReasoningTrace.MetadataKey, out value) ? value as ReasoningTrace : trace;
            }

            updates.Add(update);
        }

        return new WrittenTurn(updates, trace);
    }

    private Attempt Judge(WrittenTurn turn, BranchPoint? point, ChatOptions options, List<Attempt> earlier)
    {
        var trace = turn.Trace!;
        var verdict = _validator.Judge(trace);
        if (earlier.Count > 0 && verdict.Accepted && trace.IsTruncated && Spent(earlier) + trace.NewTokens >= _options.Branch.MaxTokens)
        {
            verdict = verdict with { Accepted = false, Reason = $"the token budget of the retries cut the turn off; {verdict.Reason}" };
        }

        var attempt = new Attempt(earlier.Count + 1, point, trace, verdict) { Temperature = options.Temperature, Seed = options.Seed };
        Report(new ReasoningEvent.AttemptJudged(attempt));
        return attempt;
    }

    private BranchPoint? NextBranch(List<Attempt> attempts, int seed)
    {
        if (attempts[^1].Verdict.Accepted || attempts.Count > _options.Branch.MaxRetries || Spent(attempts) >= _options.Branch.MaxTokens)
        {
            return null;
        }

        // Always from the first attempt: a branch of a branch is another method, and its parents would have to be judged too.
        var point = BranchPolicy.Choose(_options.Branch.From, attempts[0].Trace, attempts[0].Verdict, attempts.Count, seed);
        Report(new ReasoningEvent.Branched(attempts.Count + 1, point));
        return point;
    }

    private WrittenTurn Conclude(List<WrittenTurn> turns, TurnReport report, ChatOptions? options)
    {
        var detached = report.Detach();
        _journal.Write(detached);
        Report(new ReasoningEvent.TurnConcluded(report));
        LogConcluded(_logger, report.Verdict.Accepted, report.Attempts.Length, report.Verdict.Reason);
        var turn = turns[report.Kept];
        turn.AddUsage(turns.Where(other => other != turn));
        turn.Annotate(report);
        if (report.Verdict.Accepted)
        {
            return turn;
        }

        if (_options.OnFail == OnFail.Throw)
        {
            throw new ReasoningRejectedException(detached);
        }

        if (_options.OnFail == OnFail.Refuse && !(turn.HasCalls && KernelOptions.HaveVerdictFilter(options)))
        {
            turn.Refuse(_options.RefusalText);
        }

        return turn;
    }

    private static int Spent(List<Attempt> attempts) => attempts.Skip(1).Sum(attempt => attempt.Trace.NewTokens);

    private void Report(ReasoningEvent value)
    {
        try
        {
            _options.Progress?.Report(value);
        }
        catch (Exception e)
        {
            LogProgressFailed(_logger, e);
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Turn concluded: accepted {Accepted} after {Attempts} attempts; {Reason}")]
    private static partial void LogConcluded(ILogger logger, bool accepted, int attempts, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "UseReasoning was added before the tool loop, so a rejected turn's tools have already run when it is judged. Add it after UseKernelFunctionInvocation or UseFunctionInvocation.")]
    private static partial void LogOutsideToolLoop(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Attempt {Attempt} failed; the best attempt before it is used.")]
    private static partial void LogRetryFailed(ILogger logger, Exception exception, int attempt);

    [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The model gave no trace of a turn, so it passes unjudged. Only models that open their logits can be judged, such as those of AddLocalModel.")]
    private static partial void LogUnjudged(ILogger logger);

    [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "The progress handler threw; the turn goes on.")]
    private static partial void LogProgressFailed(ILogger logger, Exception exception);
}
