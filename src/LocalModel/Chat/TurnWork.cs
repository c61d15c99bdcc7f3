using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Diagnostics;
using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Sampling;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Chat;

/// <summary>One turn in the decode loop: draws its tokens, and tells what it writes as a stream of events.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The output is disposed when the loop lets go of the sequence, which it always does.")]
internal sealed class TurnWork : SequenceWork
{
    /// <summary>Openings that can follow each other without a token of the model between them: the end of a plan, and its reason.</summary>
    private const int MostOpenings = 4;

    private readonly Channel<TurnEvent> _events = Channel.CreateUnbounded<TurnEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Vocabulary _vocabulary;
    private readonly TurnRules _rules;
    private readonly TurnOutput _output;
    private readonly TurnRecorder? _recorder;
    private readonly TokenSampler _sampler;
    private readonly TokenDistribution? _distribution;
    private readonly TurnSteering? _steering;
    private readonly Queue<int> _due = [];
    private readonly Predicate<int> _permits;
    private readonly Action<Span<float>> _restrict;
    private int _newTokens;
    private bool _ended;
    private bool _isSubmittable;

    /// <param name="vocabulary">Tokens of the model.</param>
    /// <param name="rules">What the turn must obey.</param>
    /// <param name="prompt">What the model sees.</param>
    /// <param name="forced">Tokens that the turn starts with.</param>
    /// <param name="recorder">Records the turn; null where nobody asks for a trace.</param>
    /// <param name="steering">Steers the turn; null where nobody asks for it.</param>
    [SetsRequiredMembers]
    public TurnWork(Vocabulary vocabulary, TurnRules rules, Prompt prompt, IReadOnlyList<TracedToken> forced, TurnRecorder? recorder, TurnSteering? steering)
    {
        _vocabulary = vocabulary;
        _rules = rules;
        _output = new TurnOutput(vocabulary, rules, prompt.StartsInThought, value => _events.Writer.TryWrite(value));
        _recorder = recorder;
        _sampler = new TokenSampler(rules.Sampling, vocabulary.Count);
        _steering = steering;
        _distribution = recorder is null && steering is null ? null : new TokenDistribution(vocabulary.Count);
        _permits = Permits;
        _restrict = Restrict;
        Prompt = [.. prompt.Tokens, .. forced.Select(token => token.Id)];
        MaxNewTokens = rules.MaxNewTokens;
        foreach (var token in forced)
        {
            if (steering is { IsOpening: false })
            {
                steering.Count(token.LogProbability);
            }

            Note(token);
        }

        Masked = steering is { UsesMaskedSequence: true } ? steering.MaskedTokens() : null;
        WriteDue(-1);
        _isSubmittable = true;
    }

    /// <summary>What the turn writes; ends with <see cref="TurnEvent.End"/>, or with the error that ended the turn.</summary>
    public ChannelReader<TurnEvent> Events => _events.Reader;

    /// <summary>Takes the times of the turn; null where nobody wants them.</summary>
    public TurnClock? Clock { get; init; }

    /// <summary>Tokens that the model has written, without a prefix that was forced on it.</summary>
    public int NewTokens => _newTokens;

    public override void OnStarted() => Clock?.OnStarted();

    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
    {
        Clock?.OnLogits();
        if (_newTokens >= _rules.MaxNewTokens)
        {
            return Finish(TurnEnd.Length);
        }

        _distribution?.Read(logits);
        var scores = _steering is null ? logits : _steering.Mix(logits, masked, measures: !_output.IsConstrained && _due.Count == 0);
        var isDue = _due.TryDequeue(out var due);
        var isRestricted = _output.IsConstrained || _steering is { IsChoosing: true };
        var token = isDue ? due : _sampler.Draw(scores, _permits, isRestricted ? _restrict : null);
        if (token < 0)
        {
            throw new InvalidOperationException("No token of the vocabulary may follow under the grammar of this turn: the model cannot write what the tools or the response format demand.");
        }

        if (isRestricted && !isDue)
        {
            _distribution?.Restrict(_permits, token);
        }

        if (_vocabulary.EndsGeneration(token))
        {
            if (!_output.NeedsCall)
            {
                return Finish(TurnEnd.Stop);
            }

            Array.ForEach(_output.CallOpening, _due.Enqueue);
            token = _due.Dequeue();
            isDue = true;
        }

        // A token that the model is made to write says nothing of how sure it is.
        var drawn = isDue || _distribution is null
            ? new TracedToken(token, 0, 0)
            : new TracedToken(token, (float)_distribution.LogProbability(logits[token]), (float)_distribution.Entropy);
        if (!isDue && _steering is { IsChoosing: false })
        {
            _steering.Count(drawn.LogProbability);
        }

        if (!isDue && _distribution is not null)
        {
            _recorder?.Rank(_distribution);
        }

        Write(drawn);
        WriteDue(isDue ? -1 : token);
        return _output.IsStopped ? Finish(TurnEnd.Stop) : _newTokens >= _rules.MaxNewTokens ? Finish(TurnEnd.Length) : true;
    }

    public override AttentionBias? BiasOf(int position) => _steering?.BiasOf(position);

    protected override void OnEnded(Exception? error)
    {
        if (error is null && !_ended)
        {
            error = Try(() => Finish(TurnEnd.Length));
        }

        Clock?.OnEnded(error);
        _output.Dispose();
        _events.Writer.TryComplete(error);
    }

    private static Exception? Try(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            // The decode loop must not see it; whoever reads the events does.
            return e;
        }
    }

    private bool Permits(int token) => (_steering is null || _steering.Permits(token)) && _output.Permits(token);

    private void Restrict(Span<float> scores)
    {
        if (_output.IsConstrained)
        {
            _output.Restrict(scores);
        }

        _steering?.Restrict(scores);
    }

    // Openings that have to follow are written at once: they cost one step together.
    private void WriteDue(int drawn)
    {
        for (var round = 0; _steering?.Due(isFree: !_output.IsConstrained && !_output.IsThinking && _due.Count == 0, drawn) is { Length: > 0 } due; round++)
        {
            if (round == MostOpenings)
            {
                throw new InvalidOperationException("The openings of the plan format cannot be written with this model's vocabulary. Use others.");
            }

            drawn = -1;
            foreach (var token in due)
            {
                Write(new TracedToken(token, 0, 0));
            }
        }
    }

    private void Write(TracedToken token)
    {
        _newTokens++;
        Note(token);
        Tokens.Add(token.Id);
        Masked?.Add(token.Id);
        if (Masked is null || _steering is not { HasMoved: true })
        {
            return;
        }

        if (_isSubmittable)
        {
            // The sequence in which the plan shows is needed again when its reason has been written.
            SwitchMasked(_steering.MaskedTokens(), keepsCurrent: _steering.AnchorsPlan);
        }
        else
        {
            Masked = _steering.MaskedTokens();
        }
    }

    private void Note(TracedToken token)
    {
        _sampler.Accept(token.Id);
        var wasThinking = _output.IsThinking;
        var phase = _output.Take(token.Id, out var text);
        _steering?.Take(token.Id, wasThinking ? "" : text, phase);
        if (_recorder?.Add(token, text, phase, _output.IsThinking) == true)
        {
            _events.Writer.TryWrite(new TurnEvent.Steps(_recorder.ClosedSteps()));
        }
    }

    private bool Finish(TurnEnd reason)
    {
        _ended = true;
        reason = _output.End(reason);
        Clock?.OnEnded(error: null);
        _events.Writer.TryWrite(new TurnEvent.End(reason, _newTokens, _recorder, _steering?.Trace(MaskedDecodes)));
        return false;
    }
}
