using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Sampling;

namespace SKReasoning.LocalModel.Chat;

/// <summary>One turn in the decode loop: draws its tokens, and tells what it writes as a stream of events.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The output is disposed when the loop lets go of the sequence, which it always does.")]
internal sealed class TurnWork : SequenceWork
{
    private readonly Channel<TurnEvent> _events = Channel.CreateUnbounded<TurnEvent>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Vocabulary _vocabulary;
    private readonly TurnRules _rules;
    private readonly TurnOutput _output;
    private readonly TurnRecorder? _recorder;
    private readonly TokenSampler _sampler;
    private readonly TokenDistribution? _distribution;
    private readonly Queue<int> _due = [];
    private readonly Predicate<int> _permits;
    private readonly Action<Span<float>> _restrict;
    private int _newTokens;
    private bool _ended;

    /// <param name="vocabulary">Tokens of the model.</param>
    /// <param name="rules">What the turn must obey.</param>
    /// <param name="prompt">What the model sees.</param>
    /// <param name="forced">Tokens that the turn starts with.</param>
    /// <param name="recorder">Records the turn; null where nobody asks for a trace.</param>
    public TurnWork(Vocabulary vocabulary, TurnRules rules, Prompt prompt, IReadOnlyList<TracedToken> forced, TurnRecorder? recorder)
    {
        _vocabulary = vocabulary;
        _rules = rules;
        _output = new TurnOutput(vocabulary, rules, prompt.StartsInThought, value => _events.Writer.TryWrite(value));
        _recorder = recorder;
        _sampler = new TokenSampler(rules.Sampling, vocabulary.Count);
        _distribution = recorder is null ? null : new TokenDistribution(vocabulary.Count);
        _permits = _output.Permits;
        _restrict = _output.Restrict;
        foreach (var token in forced)
        {
            Take(token);
        }
    }

    /// <summary>What the turn writes; ends with <see cref="TurnEvent.End"/>, or with the error that ended the turn.</summary>
    public ChannelReader<TurnEvent> Events => _events.Reader;

    public override int OnLogits(int position, ReadOnlySpan<float> logits)
    {
        _distribution?.Read(logits);
        var isDue = _due.TryDequeue(out var due);
        var token = isDue ? due : _sampler.Draw(logits, _permits, _output.IsConstrained ? _restrict : null);
        if (token < 0)
        {
            throw new InvalidOperationException("No token of the vocabulary may follow under the grammar of this turn: the model cannot write what the tools or the response format demand.");
        }

        if (_output.IsConstrained)
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

        _newTokens++;
        // A token that the model is made to write says nothing of how sure it is.
        Take(isDue || _distribution is null
            ? new TracedToken(token, 0, 0)
            : new TracedToken(token, (float)_distribution.LogProbability(logits[token]), (float)_distribution.Entropy));
        return _output.IsStopped ? Finish(TurnEnd.Stop) : _newTokens >= _rules.MaxNewTokens ? Finish(TurnEnd.Length) : token;
    }

    protected override void OnEnded(Exception? error)
    {
        if (error is null && !_ended)
        {
            error = Try(() => Finish(TurnEnd.Length));
        }

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

    private void Take(TracedToken token)
    {
        _sampler.Accept(token.Id);
        var phase = _output.Take(token.Id, out var text);
        if (_recorder?.Add(token, text, phase, _output.IsThinking) == true)
        {
            _events.Writer.TryWrite(new TurnEvent.Steps(_recorder.ClosedSteps()));
        }
    }

    private int Finish(TurnEnd reason)
    {
        _ended = true;
        reason = _output.End(reason);
        _events.Writer.TryWrite(new TurnEvent.End(reason, _newTokens, _recorder));
        return End;
    }
}
