using System.Globalization;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Writes one turn: attempts until one is accepted or a budget is used up, and then what the options say. Not thread-safe.</summary>
internal sealed partial class TurnGate
{
    // As long as a timer can be set: weeks.
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly GatedRequest _request;
    private readonly GateServices _services;
    private readonly RetrySettings _settings;
    private readonly TurnJudge _judge;
    private readonly AttemptWriter _writer;
    private readonly List<WrittenTurn> _turns = [];
    private readonly List<Attempt> _attempts = [];
    private readonly List<WrittenTurn> _rewritten = [];
    private readonly Ballot _ballot;
    private readonly Lazy<bool> _corroborates;
    private ReasoningTelemetry.TurnSpan _span;
    private int _retries;

    public TurnGate(IChatClient model, GatedRequest request, GateServices services)
    {
        _request = request;
        _services = services;
        _settings = new RetrySettings(request.Options, request.Gate.ToTraceRequest(request.Progress is not null));
        _judge = new TurnJudge(request);
        _ballot = new Ballot(request.Gate.Corroboration);
        // Parting the question into facts is for turns that are rejected.
        _corroborates = new Lazy<bool>(() => request.Gate.OnFail == OnFail.Corroborate && Derivation.CanBeMade(request.Messages, request.Gate.Corroboration.View));
        _writer = new AttemptWriter(model, Report);
    }

    private ReasoningFilterOptions Gate => _request.Gate;

    /// <summary>Tokens that the retries have written so far.</summary>
    private int Spent => _attempts.Skip(1).Sum(attempt => attempt.Trace.NewTokens) + _rewritten.Sum(turn => turn.Trace?.NewTokens ?? 0);

    /// <summary>Writes the turn to its end.</summary>
    /// <exception cref="ReasoningRejectedException">No attempt was accepted and the options say to throw.</exception>
    public async Task<WrittenTurn> WriteAsync(CancellationToken cancellationToken)
    {
        using var span = _span = ReasoningTelemetry.StartTurn(_request.Options, _services.Model);
        try
        {
            var first = await AttemptAsync(_request.Messages, _settings.First(), 1, null, null, attempt => attempt, cancellationToken);
            if (first.Trace is null)
            {
                return Gate.Agreement.Samples > 1 ? await AgreeAsync(first, cancellationToken) : PassUnjudged(first, shown: 0);
            }

            var started = _services.Clock.GetTimestamp();
            while (MayRetry(started) && await TryRetryAsync(started, cancellationToken))
            {
            }

            return Conclude(shown: 0);
        }
        catch (Exception e)
        {
            span.Failed(e);
            throw;
        }
    }

    /// <summary>Options and reader of a turn that its caller reads while it is written.</summary>
    public (ChatOptions Options, AttemptReader Reader) PassThrough() => (_settings.First(), new AttemptReader(1, Report));

    /// <summary>Judges a turn that its caller has read already.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="shown">Updates of it that were passed on.</param>
    public WrittenTurn Conclude(WrittenTurn turn, int shown)
    {
        if (turn.Trace is null)
        {
            return PassUnjudged(turn, shown);
        }

        using var span = _span = ReasoningTelemetry.StartTurn(_request.Options, _services.Model);
        using var attempt = span.StartAttempt(1, null, null);
        attempt.Judged(Add(turn, turn.Trace, _request.Options, judged => judged));
        return Conclude(shown);
    }

    private bool MayRetry(long started)
        => Gate.IsRetried && !IsSettled && TurnSettlement.NeedsVerdict(_turns[^1], _request)
            && _retries < Gate.Branch.MaxRetries && Spent < Gate.Branch.MaxTokens && TimeLeft(started) is not { Ticks: <= 0 };

    // A derivation that looks sound is no proof yet: the first attempt may have been right.
    private bool IsSettled => _attempts.Count > 1 && _corroborates.Value ? _ballot.Result() is { IsSettled: true } : _attempts[^1].Verdict.Accepted;

    private TimeSpan? TimeLeft(long started) => Gate.Branch.MaxTime - _services.Clock.GetElapsedTime(started);

    private async Task<bool> TryRetryAsync(long started, CancellationToken cancellationToken)
    {
        var number = ++_retries + 1;
        using var timer = TimeLeft(started) is { } left && left < s_longestTimer ? new CancellationTokenSource(left, _services.Clock) : new CancellationTokenSource();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            return Gate.OnFail == OnFail.Reask ? await ReaskAsync(number, both.Token)
                : _corroborates.Value ? await DeriveAsync(number, both.Token)
                : _retries > Gate.Branch.MaxRetries - Gate.Branch.ReachBack && EarlierTurn.Find(_request.Messages, _services.Journal.Find) is { } earlier
                    ? await ReachBackAsync(earlier, number, both.Token)
                    : await BranchAsync(number, both.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // A retry that fails must not cost the turn that is there already.
            LogRetryFailed(_services.Logger, e, number);
            return false;
        }
    }

    private async Task<bool> BranchAsync(int number, CancellationToken cancellationToken)
    {
        // Always from the first attempt: a branch of a branch is another method, and its parents would have to be judged too.
        var (point, options) = Leave(_attempts[0], number);
        return await AttemptAsync(_request.Messages, options, number, point, null, attempt => attempt with { Branch = point }, cancellationToken) is { Trace: not null };
    }

    private async Task<bool> ReaskAsync(int number, CancellationToken cancellationToken)
    {
        var critique = Gate.Critique.Replace("{reason}", _attempts[^1].Verdict.Reason, StringComparison.Ordinal);
        Report(new ReasoningEvent.Reasked(number, critique));
        var options = _settings.Again(number, Gate.Branch.MaxTokens - Spent);
        var messages = _request.Messages.Concat(_turns[^1].Criticised(critique));
        return await AttemptAsync(messages, options, number, null, null, attempt => attempt with { Critique = critique }, cancellationToken) is { Trace: not null };
    }

    private async Task<bool> DeriveAsync(int number, CancellationToken cancellationToken)
    {
        var view = Gate.Corroboration.View;
        if (Derivation.Of(_request.Messages, view, _settings.Seed, number - 1) is not { } messages)
        {
            return false;
        }

        Report(new ReasoningEvent.Derived(number, view));
        var budget = Gate.Branch.MaxTokens - Spent;
        var options = view == DerivationView.Sampled ? _settings.Draw(number, budget, Gate.Branch.Temperature, nullIsGreedy: true) : _settings.Again(number, budget);
        return await AttemptAsync(messages, options, number, null, view, attempt => attempt with { View = view }, cancellationToken) is { Trace: not null };
    }

    private async Task<bool> ReachBackAsync(EarlierTurn earlier, int number, CancellationToken cancellationToken)
    {
        var (point, branch) = Leave(earlier.Report.KeptAttempt, number);
        var rewritten = await _writer.WriteAsync(earlier.Before, branch, number, cancellationToken);
        _rewritten.Add(rewritten);
        if (earlier.Replay(rewritten) is not { } messages || Spent >= Gate.Branch.MaxTokens)
        {
            LogOtherCalls(_services.Logger, number);
            return true;
        }

        var options = _settings.Again(number, Gate.Branch.MaxTokens - Spent);
        return await AttemptAsync(messages, options, number, point, null, attempt => attempt with { Branch = point, ReachesBack = true }, cancellationToken) is { Trace: not null };
    }

    private (BranchPoint Point, ChatOptions Options) Leave(Attempt attempt, int number)
    {
        var point = BranchPolicy.Choose(Gate.Branch.From, attempt.Trace, attempt.Verdict, _retries, _settings.Seed);
        Report(new ReasoningEvent.Branched(number, point));
        return (point, _settings.Branch(point, number, Gate.Branch.MaxTokens - Spent, Gate.Branch.Temperature, _attempts[0].Trace.CanBranch));
    }

    private async Task<WrittenTurn> AttemptAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions options,
        int number,
        BranchPoint? point,
        DerivationView? view,
        Func<Attempt, Attempt> describe,
        CancellationToken cancellationToken)
    {
        using var span = _span.StartAttempt(number, point, view);
        try
        {
            var turn = await _writer.WriteAsync(messages, options, number, cancellationToken);
            // Without a trace another model has answered in the place of the first: what it wrote cannot be judged beside the rest.
            if (turn.Trace is { } trace)
            {
                span.Judged(Add(turn, trace, options, describe));
            }

            return turn;
        }
        catch (Exception e)
        {
            span.Failed(e);
            throw;
        }
    }

    private Attempt Add(WrittenTurn turn, ReasoningTrace trace, ChatOptions? options, Func<Attempt, Attempt> describe)
    {
        var isCutOff = _attempts.Count > 0 && trace.IsTruncated && Spent + trace.NewTokens >= Gate.Branch.MaxTokens;
        var attempt = describe(_judge.Judge(turn, _retries + 1, isCutOff) with { Temperature = options?.Temperature, Seed = options?.Seed });
        _turns.Add(turn);
        _attempts.Add(attempt);
        var mayVote = _attempts.Count > 1 || !attempt.Verdict.Accepted;
        if (mayVote && _corroborates.Value && _judge.IsUsable(turn, attempt))
        {
            _ballot.Count(attempt, _attempts.Count - 1, AgreedAnswer.Of(turn, Gate.Corroboration.AnswerOf));
        }

        Report(new ReasoningEvent.AttemptJudged(attempt));
        return attempt;
    }

    private async Task<WrittenTurn> AgreeAsync(WrittenTurn first, CancellationToken cancellationToken)
    {
        var further = Enumerable.Range(2, Gate.Agreement.Samples - 1).Select(async number =>
        {
            try
            {
                return await _writer.WriteAsync(_request.Messages, _settings.Draw(number, null, Gate.Agreement.Temperature, nullIsGreedy: false), number, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogRetryFailed(_services.Logger, e, number);
                return null;
            }
        });
        _turns.AddRange([first, .. (await Task.WhenAll(further)).OfType<WrittenTurn>()]);
        _attempts.AddRange(_judge.JudgeByAgreement(_turns));
        _attempts.ForEach(attempt => Report(new ReasoningEvent.AttemptJudged(attempt)));
        var kept = Enumerable.Range(0, _attempts.Count).MaxBy(i => (_attempts[i].Verdict.Accepted, _attempts[i].Verdict.Score, -i));
        return Settle(new TurnReport(Guid.NewGuid().ToString("N"), [.. _attempts], kept), shown: 0);
    }

    private WrittenTurn Conclude(int shown)
        => Settle(_attempts.Count > 1 && _ballot.Result() is { } outcome ? Corroborated(outcome) : TurnReport.Conclude(_attempts), shown);

    private TurnReport Corroborated(Ballot.Outcome outcome)
    {
        var verdict = new Verdict(
            outcome.IsSettled,
            outcome.Share,
            outcome.IsSettled ? null : _attempts[outcome.Kept].Verdict.WeakestStep,
            string.Create(CultureInfo.InvariantCulture, $"{outcome.Votes} of {outcome.Of} derivations agree, with a lead of {outcome.Lead:F2} where {Gate.Corroboration.Lead:F2} is asked for"))
        { Basis = VerdictBasis.Agreement };
        _attempts[outcome.Kept] = _attempts[outcome.Kept] with { Verdict = verdict };
        return new TurnReport(Guid.NewGuid().ToString("N"), [.. _attempts], outcome.Kept);
    }

    private WrittenTurn Settle(TurnReport report, int shown)
    {
        var detached = report.Detach();
        Write(detached);
        Report(new ReasoningEvent.TurnConcluded(report));
        _span.Concluded(report, Gate.LastResort);
        LogConcluded(_services.Logger, report.Verdict.Accepted, report.Attempts.Length, report.Verdict.Reason);
        var turn = _turns[report.Kept];
        turn.AddUsage(_turns.Concat(_rewritten).Where(other => other != turn));
        TurnSettlement.Apply(turn, _request, detached, shown);
        return turn;
    }

    private void Write(TurnReport report)
    {
        try
        {
            _services.Journal.Write(report);
        }
        catch (Exception e)
        {
            // What is remembered of a turn must not cost the turn.
            LogNotRemembered(_services.Logger, e);
        }
    }

    // Nothing is known of how the turn was written, so there is nothing to judge.
    private WrittenTurn PassUnjudged(WrittenTurn turn, int shown)
    {
        LogUnjudged(_services.Logger);
        TurnSettlement.Apply(turn, _request, report: null, shown);
        return turn;
    }

    private void Report(ReasoningEvent value)
    {
        try
        {
            _request.Progress?.Report(value);
        }
        catch (Exception e)
        {
            LogProgressFailed(_services.Logger, e);
        }
    }
}
