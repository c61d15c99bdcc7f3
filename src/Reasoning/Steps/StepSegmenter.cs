using System.Text;

namespace SKReasoning;

/// <summary>Parts a text into steps, token by token as it is written.</summary>
/// <remarks>
/// <para>
/// A step begins with the first token that is not white space after a blank line, with a line <c>Plan k:</c> or <c>Reason k:</c>, and
/// with a tool call. A blank line belongs to the step that it closes, as in AttnRL (arXiv 2509.26628, section 3.2). Boundaries lie between
/// tokens, so that a prefix of steps is a prefix of token ids.
/// </para>
/// <para>
/// What may still become a heading or a call begins a step at once, so that signals can be summed as they come; where it becomes
/// neither, <see cref="StepBoundary.Rejoins"/> takes that back. Not thread-safe.
/// </para>
/// </remarks>
public sealed class StepSegmenter
{
    private readonly List<Step> _steps = [];
    private readonly StringBuilder _line = new();
    private readonly StringBuilder _opening = new();
    private State _state = State.Decided;
    private CallPhase _phase;
    private bool _breakDue;
    private bool _hasText;

    private enum State
    {
        /// <summary>The step that is open is one.</summary>
        Decided,

        /// <summary>The step is one; whether it has a heading is open.</summary>
        AwaitsHeading,

        /// <summary>It is a step only if it turns out to have a heading.</summary>
        NeedsHeading,

        /// <summary>The step is one; whether it is a tool call is open.</summary>
        AwaitsCall,

        /// <summary>It is a step only if it turns out to be a tool call.</summary>
        NeedsCall,
    }

    /// <summary>Number of steps so far.</summary>
    public int Count => _steps.Count;

    /// <summary>Number of tokens so far.</summary>
    public int Tokens { get; private set; }

    /// <summary>Whether the last step may still be taken back.</summary>
    public bool IsProvisional => _state is State.NeedsHeading or State.NeedsCall;

    /// <summary>Index of the first token of a step.</summary>
    public int FirstToken(int step) => _steps[step].FirstToken;

    /// <summary>Number of tokens of a step.</summary>
    public int TokenCount(int step) => (step + 1 < _steps.Count ? _steps[step + 1].FirstToken : Tokens) - _steps[step].FirstToken;

    /// <summary>Kind of a step.</summary>
    public StepKind Kind(int step) => _steps[step].Kind;

    /// <summary>Takes the next token.</summary>
    /// <param name="text">Text that the token completes; empty for a part of a character.</param>
    /// <param name="phase">Where the token stands in respect of a tool call.</param>
    public StepBoundary Add(string text, CallPhase phase = CallPhase.Outside)
    {
        ArgumentNullException.ThrowIfNull(text);
        _breakDue |= _phase == CallPhase.Inside && phase != CallPhase.Inside;
        var boundary = phase == CallPhase.Outside ? GiveUpCall() : StepBoundary.None;
        _phase = phase;
        boundary |= phase switch
        {
            CallPhase.Inside => Enter(),
            CallPhase.Opening => Open(),
            _ => Write(text),
        };
        Tokens++;
        _hasText |= !string.IsNullOrWhiteSpace(text);
        Read(text);
        return boundary | Decide(text);
    }

    /// <summary>Says that the text has ended.</summary>
    public StepBoundary End() => IsProvisional ? Rejoin() : StepBoundary.None;

    private StepBoundary GiveUpCall()
    {
        if (_state == State.NeedsCall)
        {
            return Rejoin();
        }

        _state = _state == State.AwaitsCall ? State.Decided : _state;
        return StepBoundary.None;
    }

    private StepBoundary Enter()
    {
        if (_steps.Count > 0 && (_state is State.NeedsCall or State.AwaitsCall || (_steps[^1].Kind == StepKind.ToolCall && !_breakDue)))
        {
            _steps[^1] = _steps[^1] with { Kind = StepKind.ToolCall };
            _state = State.Decided;
            return StepBoundary.None;
        }

        var boundary = End();
        return boundary | Begin(StepKind.ToolCall, State.Decided);
    }

    private StepBoundary Open()
    {
        if (_state is State.NeedsCall or State.AwaitsCall)
        {
            return StepBoundary.None;
        }

        var boundary = End();
        return boundary | Begin(StepKind.Text, _steps.Count == 0 || _breakDue ? State.AwaitsCall : State.NeedsCall);
    }

    private StepBoundary Write(string text)
    {
        if (_steps.Count == 0)
        {
            return Begin(StepKind.Text, State.AwaitsHeading);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return StepBoundary.None;
        }

        if (_breakDue)
        {
            return End() | Begin(StepKind.Text, State.AwaitsHeading);
        }

        var start = text.TrimStart();
        return _state == State.Decided && IsBlank(_line) && (StepHeading.IsPossible(start) || StepHeading.Find(start) is not null)
            ? Begin(StepKind.Text, State.NeedsHeading)
            : StepBoundary.None;
    }

    private StepBoundary Begin(StepKind kind, State state)
    {
        _steps.Add(new Step(Tokens, kind));
        _state = state;
        _opening.Clear();
        _breakDue = false;
        return StepBoundary.Begins;
    }

    private StepBoundary Rejoin()
    {
        _steps.RemoveAt(_steps.Count - 1);
        _state = State.Decided;
        return StepBoundary.Rejoins;
    }

    private void Read(string text)
    {
        foreach (var character in text)
        {
            if (character == '\n')
            {
                _breakDue |= IsBlank(_line) && _hasText && _phase == CallPhase.Outside;
                _line.Clear();
            }
            else
            {
                _line.Append(character);
            }
        }
    }

    private StepBoundary Decide(string text)
    {
        if (_state is not (State.AwaitsHeading or State.NeedsHeading))
        {
            return StepBoundary.None;
        }

        _opening.Append(text);
        var opening = _opening.ToString().TrimStart();
        if (opening.Length == 0 || StepHeading.IsPossible(opening))
        {
            return StepBoundary.None;
        }

        if (StepHeading.Find(opening) is { } kind)
        {
            _steps[^1] = _steps[^1] with { Kind = kind };
            _state = State.Decided;
            return StepBoundary.None;
        }

        if (_state == State.NeedsHeading)
        {
            return Rejoin();
        }

        _state = State.Decided;
        return StepBoundary.None;
    }

    private static bool IsBlank(StringBuilder line)
    {
        foreach (var chunk in line.GetChunks())
        {
            if (!chunk.Span.IsWhiteSpace())
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct Step(int FirstToken, StepKind Kind);
}
