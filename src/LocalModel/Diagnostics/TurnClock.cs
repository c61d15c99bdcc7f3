using System.Diagnostics;
using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.LocalModel.Diagnostics;

/// <summary>Takes the times of one turn, which the decode thread passes through, and tells them as spans and metrics when its caller is done.</summary>
internal sealed class TurnClock
{
    private readonly LlamaModel _model;
    private readonly ActivityContext _parent = Activity.Current?.Context ?? default;
    private readonly int? _branchTokens;
    private readonly int _capturedLayers;
    private readonly DateTimeOffset _date;
    private readonly long _submitted;
    private long _started;
    private long _first;
    private long _ended;
    private Exception? _error;

    /// <summary>Starts the clock of a turn that its caller is about to submit, below the span that is current there.</summary>
    /// <param name="model">The model that writes.</param>
    /// <param name="branchTokens">Tokens that are taken over from an earlier attempt; null where the turn is no branch.</param>
    /// <param name="capturedLayers">Number of layers whose attention is read.</param>
    public TurnClock(LlamaModel model, int? branchTokens, int capturedLayers)
    {
        _model = model;
        _branchTokens = branchTokens;
        _capturedLayers = capturedLayers;
        _date = model.TimeProvider.GetUtcNow();
        _submitted = model.TimeProvider.GetTimestamp();
    }

    /// <summary>The work has left the queue.</summary>
    public void OnStarted() => Stamp(ref _started);

    /// <summary>There are logits to draw a token from.</summary>
    public void OnLogits() => Stamp(ref _first);

    /// <summary>The turn has ended.</summary>
    public void OnEnded(Exception? error)
    {
        _error ??= error;
        Stamp(ref _ended);
    }

    /// <summary>Tells the turn to whoever listens; the turn has ended, or its caller has left.</summary>
    /// <param name="work">The turn's work.</param>
    /// <param name="newTokens">Tokens that the model wrote.</param>
    public void Report(SequenceWork work, int newTokens)
    {
        // The decode thread may still be writing where the caller has left.
        var isOver = Volatile.Read(ref _ended) != 0;
        if (!isOver)
        {
            OnEnded(new OperationCanceledException());
        }

        if (_started == 0)
        {
            return;
        }

        var model = ModelSource.Tag(_model.ModelId);
        var prefilled = _first > 0 ? _first : _ended;
        ModelSource.QueueWait.Record(Seconds(_submitted, _started), model);
        using (var span = Span(LocalModelTelemetry.PrefillSpan, _started))
        {
            span?.SetTag(LocalModelTelemetry.InputTokensTag, work.Prompt.Count)
                .SetTag(LocalModelTelemetry.ReusedTokensTag, work.ReusedTokens)
                .SetTag(LocalModelTelemetry.QueueWaitTag, Seconds(_submitted, _started))
                .SetTag(LocalModelTelemetry.PromptTag, _model.TellsContent ? _model.Vocabulary.Text(work.Prompt) : null);
            End(span, prefilled, _first > 0 ? null : _error);
        }

        if (_first == 0)
        {
            return;
        }

        ModelSource.PrefillDuration.Record(Seconds(_started, prefilled), model);
        ModelSource.TimeToFirstToken.Record(Seconds(_submitted, _first), model);
        ModelSource.DecodeDuration.Record(Seconds(_first, _ended), model);
        if (newTokens > 1 && _ended > _first)
        {
            ModelSource.TokensPerSecond.Record((newTokens - 1) / Seconds(_first, _ended), model);
        }

        using (var span = Span(LocalModelTelemetry.DecodeSpan, _first))
        {
            span?.SetTag(LocalModelTelemetry.OutputTokensTag, newTokens)
                .SetTag(LocalModelTelemetry.CapturedLayersTag, _capturedLayers > 0 ? _capturedLayers : null)
                .SetTag(LocalModelTelemetry.OutputTag, _model.TellsContent && isOver ? _model.Vocabulary.Text(work.Tokens.Skip(work.Prompt.Count)) : null);
            End(span, _ended, _error);
        }
    }

    private void Stamp(ref long time)
    {
        if (Volatile.Read(ref time) == 0)
        {
            Volatile.Write(ref time, _model.TimeProvider.GetTimestamp());
        }
    }

    // The thread that decodes serves many turns, so spans are made afterwards, with the times that were taken.
    private Activity? Span(string name, long start)
        => ModelSource.Activities.StartActivity(name, ActivityKind.Internal, _parent, startTime: Date(start))
            ?.SetTag(LocalModelTelemetry.ModelTag, _model.ModelId)
            .SetTag(LocalModelTelemetry.BranchTokensTag, _branchTokens);

    private void End(Activity? span, long end, Exception? error)
    {
        if (error is not null)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag(LocalModelTelemetry.ErrorTag, error.GetType().FullName);
        }

        span?.SetEndTime(Date(end).UtcDateTime);
    }

    private DateTimeOffset Date(long time) => _date + _model.TimeProvider.GetElapsedTime(_submitted, time);

    private double Seconds(long from, long to) => _model.TimeProvider.GetElapsedTime(from, to).TotalSeconds;
}
