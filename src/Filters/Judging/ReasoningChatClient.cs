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
    public ReasoningChatClient(IChatClient innerClient, ReasoningFilterOptions options, ReasoningJournal? journal = null, ILogger? logger = null)
        : base(innerClient)
    {
        ArgumentNullException.ThrowIfNull(options);
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
        var turns = new List<WrittenTurn>();
        var attempts = new List<Attempt>();
        for (BranchPoint? point = null; ;)
        {
            var number = attempts.Count + 1;
            WrittenTurn turn;
            try
            {
                turn = await WriteAttemptAsync(history, Prepare(options, point, number, Spent(attempts)), number, cancellationToken);
            }
            catch (Exception e) when (attempts.Count > 0 && e is not OperationCanceledException)
            {
                // A retry that fails must not cost the turn that is there already.
                LogRetryFailed(_logger, e, number);
                break;
            }

            if (turn.Trace is not { } trace)
            {
                // Nothing is known of how the turn was written, so there is nothing to judge.
                return turn;
            }

            turns.Add(turn);
            attempts.Add(new Attempt(number, point, trace, Judge(trace, attempts)));
            _options.Progress?.Report(new ReasoningEvent.AttemptJudged(attempts[^1]));
            point = NextBranch(attempts, options);
            if (point is null)
            {
                break;
            }
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
                    _options.Progress?.Report(new ReasoningEvent.StepsWritten(number, steps));
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

    // Clone first: the options are the caller's, and a retry's settings must not leak into the next turn.
    private ChatOptions Prepare(ChatOptions? options, BranchPoint? point, int number, int spent)
    {
        var prepared = options?.Clone() ?? new ChatOptions();
        prepared.AdditionalProperties = prepared.AdditionalProperties is { } properties ? new(properties) : [];
        prepared.AdditionalProperties[TraceRequest.OptionsKey] = _request;
        if (point is not null)
        {
            prepared.AdditionalProperties[BranchPoint.OptionsKey] = point;
            prepared.Temperature = options?.Temperature is > 0 ? options.Temperature : (float)_options.Branch.Temperature;
            prepared.Seed = options?.Seed + number - 1;
            prepared.MaxOutputTokens = Math.Min(options?.MaxOutputTokens ?? int.MaxValue, _options.Branch.MaxTokens - spent);
        }

        return prepared;
    }

    private BranchPoint? NextBranch(List<Attempt> attempts, ChatOptions? options)
    {
        if (attempts[^1].Verdict.Accepted || attempts.Count > _options.Branch.MaxRetries || Spent(attempts) >= _options.Branch.MaxTokens)
        {
            return null;
        }

        // Always from the first attempt: a branch of a branch is another method, and its parents would have to be judged too.
        var first = attempts[0];
        var seed = unchecked((int)(options?.Seed ?? 0));
        var point = BranchPolicy.Choose(_options.Branch.From, first.Trace, first.Verdict, attempts.Count, seed);
        _options.Progress?.Report(new ReasoningEvent.Branched(attempts.Count + 1, point));
        return point;
    }

    private Verdict Judge(ReasoningTrace trace, List<Attempt> earlier)
    {
        var verdict = _validator.Judge(trace);
        return earlier.Count > 0 && trace.IsTruncated && Spent(earlier) + trace.NewTokens >= _options.Branch.MaxTokens && verdict.Accepted
            ? verdict with { Accepted = false, Reason = $"the token budget of the retries cut the turn off; {verdict.Reason}" }
            : verdict;
    }

    private static int Spent(List<Attempt> attempts) => attempts.Skip(1).Sum(attempt => attempt.Trace.NewTokens);

    private WrittenTurn Conclude(List<WrittenTurn> turns, TurnReport report, ChatOptions? options)
    {
        _journal.Write(report);
        _options.Progress?.Report(new ReasoningEvent.TurnConcluded(report));
        LogConcluded(_logger, report.Verdict.Accepted, report.Attempts.Length, report.Verdict.Reason);
        var turn = turns[report.Kept];
        turn.Annotate(report);
        if (report.Verdict.Accepted)
        {
            return turn;
        }

        if (_options.OnFail == OnFail.Throw)
        {
            throw new ReasoningRejectedException(report);
        }

        if (_options.OnFail == OnFail.Refuse && !(turn.HasCalls && FilterSeesCalls(options)))
        {
            turn.Refuse(_options.RefusalText);
        }

        return turn;
    }

    // Semantic Kernel runs its filters for options of its own type only; with plain ones a refused call would run unseen.
    private bool FilterSeesCalls(ChatOptions? options) => _options.HasVerdictFilter && options is not null && options.GetType() != typeof(ChatOptions);

    [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Turn concluded: accepted {Accepted} after {Attempts} attempts; {Reason}")]
    private static partial void LogConcluded(ILogger logger, bool accepted, int attempts, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "UseReasoning was added before the tool loop, so a rejected turn's tools have already run when it is judged. Add it after UseKernelFunctionInvocation or UseFunctionInvocation.")]
    private static partial void LogOutsideToolLoop(ILogger logger);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message = "Attempt {Attempt} failed; the best attempt before it is used.")]
    private static partial void LogRetryFailed(ILogger logger, Exception exception, int attempt);
}
