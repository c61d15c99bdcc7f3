using System.Collections.Immutable;
using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Steering;

/// <summary>Steers one turn: knows at every token what is anchored, what has to be written next, and how strongly the model is moved.</summary>
/// <remarks>
/// Self-Anchor (arXiv 2510.03223). The masked sequence is always a function of the prompt and of what was written, so a branch, or a turn
/// that is taken up again, is steered as if it had been written in one go. Belongs to the decode thread.
/// </remarks>
internal sealed class TurnSteering
{
    private readonly AnchorRequest _request;
    private readonly Vocabulary _vocabulary;
    private readonly Prompt _prompt;
    private readonly SegmentTracker? _tracker;
    private readonly SegmentLedger _ledger = new();
    private readonly MaskedText _masked;
    private readonly int[] _callOpening;
    private readonly int _firstStep;
    private readonly List<int> _written = [];
    private readonly List<AttentionBias?> _biases = [];
    private readonly float[] _blended;
    private readonly float[]? _scratch;
    private readonly int _filler;
    private ImmutableArray<TokenRange> _anchors;
    private OpeningChoice? _choice;
    private double? _confidence;
    private int _callFirst = -1;
    private bool _calls;

    /// <param name="request">A valid request; its schedule is kept.</param>
    /// <param name="vocabulary">Tokens of the model.</param>
    /// <param name="prompt">What the model sees, with anchors.</param>
    /// <param name="firstStep">Number of the first plan.</param>
    /// <param name="isContinued">Whether the turn follows a tool's result.</param>
    /// <param name="callOpening">Tokens that open a tool call; empty where the turn may make none.</param>
    /// <param name="measures">Whether the effect of the blend is measured, for a trace.</param>
    public TurnSteering(AnchorRequest request, Vocabulary vocabulary, Prompt prompt, int firstStep, bool isContinued, int[] callOpening, bool measures)
    {
        _request = request;
        _firstStep = firstStep;
        _vocabulary = vocabulary;
        _prompt = prompt;
        _tracker = request.Schedule == AnchorSchedule.PlanAndReason ? new SegmentTracker(request.Format, firstStep, isContinued) : null;
        _filler = UsesMaskedSequence ? FillerToken.Find(vocabulary, request.Filler) : -1;
        _masked = new MaskedText(vocabulary, request.Mask, _filler);
        _callOpening = callOpening;
        _blended = UsesMaskedSequence ? new float[vocabulary.Count] : [];
        _scratch = UsesMaskedSequence && measures ? new float[vocabulary.Count] : null;
        _anchors = prompt.Anchors;
        Begin();
        _biases.Add(Bias());
    }

    /// <summary>Whether a masked sequence is decoded beside the turn; a constant strength of 1 needs none.</summary>
    public bool UsesMaskedSequence => _request is { Backend: AnchorBackend.LogitBlend, Strength: not { Rule: StrengthRule.Constant, Base: 1 } };

    /// <summary>Whether attention is scaled.</summary>
    public bool ScalesAttention => _request.Backend == AnchorBackend.AttentionScale;

    /// <summary>Whether the anchors have changed since <see cref="MaskedTokens"/> was last asked.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>Whether a plan is anchored beside the question.</summary>
    public bool AnchorsPlan => _tracker?.Plan is not null;

    /// <summary>Whether the next token is chosen among the openings that may follow.</summary>
    public bool IsChoosing => _choice is not null;

    /// <summary>Whether what is written next opens a segment, so that it says nothing of how sure the model is.</summary>
    public bool IsOpening => _tracker?.Need is SegmentNeed.Plan or SegmentNeed.Reason or SegmentNeed.PlanOrAnswer;

    /// <summary>Whether a token may come next as far as the openings go.</summary>
    public bool Permits(int token) => _choice?.Permits(token) ?? !IsPlanAfterAnswer(token);

    /// <summary>Sets the scores of tokens that begin no opening that may follow to −∞.</summary>
    public void Restrict(Span<float> scores) => _choice?.Restrict(scores);

    /// <summary>The logits that the next token is drawn from.</summary>
    /// <param name="logits">Logits of the turn, shape (vocabulary).</param>
    /// <param name="masked">Logits of the masked sequence; empty where there is none.</param>
    /// <param name="measures">Whether the token is drawn freely, so that it counts what the blend did.</param>
    public ReadOnlySpan<float> Mix(ReadOnlySpan<float> logits, ReadOnlySpan<float> masked, bool measures)
    {
        if (masked.IsEmpty)
        {
            return logits;
        }

        AnchorBlend.Mix(logits, masked, Strength, _request.Form, _blended);
        if (_scratch is not null && measures && _choice is null)
        {
            _ledger.AddBlend(logits, _blended, _scratch);
        }

        return _blended;
    }

    /// <summary>Notes that the model drew a token of its own text.</summary>
    /// <param name="logProbability">In the sequence that is not masked.</param>
    public void Count(double logProbability) => _ledger.AddDraw(logProbability, ScalesAttention ? _request.Scaling.LeastShare is null ? _request.Scaling.Factor : double.NaN : Strength);

    /// <summary>Takes a token of the turn.</summary>
    /// <param name="token">The token.</param>
    /// <param name="text">The text that it completes; empty for a thought.</param>
    /// <param name="phase">Whether it belongs to a tool call.</param>
    public void Take(int token, string text, CallPhase phase)
    {
        _written.Add(token);
        _callFirst = phase == CallPhase.Outside ? -1 : _callFirst < 0 ? _written.Count - 1 : _callFirst;
        if (_tracker is not null)
        {
            var plan = _tracker.Plan;
            var (kind, first) = (_tracker.Kind, _tracker.First);
            _tracker.Take(text);
            HasMoved |= _tracker.Plan != plan;
            _anchors = _tracker.Plan is { } range
                ? _prompt.Anchors.Add(new TokenRange(_prompt.Tokens.Length + range.First, range.Count))
                : _prompt.Anchors;
            if (_tracker.Kind != kind || _tracker.First != first)
            {
                _confidence = _ledger.Confidence.Harmonic ?? _confidence;
                Begin();
            }
        }

        if (phase == CallPhase.Inside && !_calls)
        {
            // The call begins where its opening does.
            _calls = true;
            _ledger.Begin(SegmentKind.Call, 0, _callFirst, _anchors);
        }

        _biases.Add(Bias());
    }

    /// <summary>Tokens that have to follow now, before the model goes on; empty for none. To be taken at once.</summary>
    /// <param name="isFree">Whether the turn is free text, no call and nothing under a grammar.</param>
    /// <param name="drawn">The token that the model has just chosen; −1 for none.</param>
    public int[] Due(bool isFree, int drawn)
    {
        if (_choice is not null && drawn >= 0 && _choice.Take(drawn, out var rest))
        {
            _choice = null;
            if (!rest.IsEmpty)
            {
                return rest.ToArray();
            }
        }

        if (_tracker is null || !isFree || _choice is not null)
        {
            return [];
        }

        switch (_tracker.Need)
        {
            case SegmentNeed.Plan:
                return Opening(_request.Format.PlanOpening(_tracker.Step));
            case SegmentNeed.Reason:
                return Opening(_request.Format.ReasonOpening(_tracker.Step));
            case SegmentNeed.PlanOrAnswer:
                _choice = new OpeningChoice(Openings());
                return [];
            default:
                var isLong = _tracker.Kind is SegmentKind.Plan or SegmentKind.Reason && _written.Count - _tracker.First >= _request.MaxSegmentTokens;
                return isLong ? _vocabulary.Tokenize(_tracker.Kind == SegmentKind.Plan ? "\n" : "\n\n", parseSpecial: false) : [];
        }
    }

    /// <summary>The masked sequence for what was written so far.</summary>
    public List<int> MaskedTokens()
    {
        HasMoved = false;
        return _masked.Write([.. _prompt.Tokens, .. _written], _anchors);
    }

    /// <summary>How the attention of the token at a position is steered; null for not at all.</summary>
    public AttentionBias? BiasOf(int position)
    {
        var index = position - _prompt.Tokens.Length + 1;
        return (uint)index < (uint)_biases.Count ? _biases[index] : null;
    }

    /// <summary>Takes a row of attention of the turn.</summary>
    public void OnAttention(int query, AttentionRows rows)
    {
        if (query >= _prompt.Tokens.Length)
        {
            _ledger.AddRows(query - _prompt.Tokens.Length, rows);
        }
    }

    /// <summary>What was done; the turn must have ended.</summary>
    /// <param name="maskedTokens">Tokens that were decoded for the masked sequence.</param>
    public AnchorTrace Trace(int maskedTokens) => new(_request, _ledger.Segments(_written.Count), _filler, maskedTokens);

    private void Begin()
        => _ledger.Begin(_tracker?.Kind ?? SegmentKind.WholeTurn, _tracker is { Kind: not SegmentKind.Answer } ? _tracker.Step : 0, _tracker?.First ?? 0, _anchors);

    // Models that do not know the format go on planning when they have answered; no step follows an answer.
    private bool IsPlanAfterAnswer(int token)
        => _tracker is { Kind: SegmentKind.Answer, Need: SegmentNeed.Nothing, Line: "" } && token == Opening(_request.Format.PlanOpening(_tracker.Step + 1))[0];

    private double Strength => _request.Strength.At(_request.Strength.PerToken ? _ledger.Confidence.Harmonic ?? _confidence : _confidence);

    private AttentionBias? Bias() => ScalesAttention ? new AttentionBias(_anchors, _request.Scaling) : null;

    // A branch may be cut inside an opening, and a token may reach beyond its line feed: what stands there is gone on with, or left on a line of its own.
    private int[] Opening(string text) => _tracker!.Line switch
    {
        "" => _vocabulary.TokenizeLine(text),
        var line when text.StartsWith(line, StringComparison.Ordinal) => _vocabulary.Tokenize(text[line.Length..], parseSpecial: false),
        _ => [.. _vocabulary.Tokenize("\n", parseSpecial: false), .. _vocabulary.TokenizeLine(text)],
    };

    // After a reason the turn goes on until it has an answer, or a call in its place.
    private List<int[]> Openings()
    {
        List<int[]> openings = [Opening(_request.Format.Answer)];
        if (!_tracker!.IsRepeating && _tracker.Step - _firstStep + 1 < _request.MaxSteps)
        {
            openings.Add(Opening(_request.Format.PlanOpening(_tracker.Step + 1)));
        }

        if (_callOpening.Length > 0)
        {
            openings.Add(_callOpening);
        }

        return openings;
    }
}
