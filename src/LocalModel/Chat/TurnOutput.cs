using System.Text;
using SKReasoning.LocalModel.Grammar;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Turns the tokens of a turn into text, thoughts and tool calls as they come, and says which tokens may come.</summary>
/// <remarks>
/// Text is free until it opens a call; from there on a grammar holds until the turn ends, so that names and argument types cannot be
/// wrong. Belongs to the decode thread.
/// </remarks>
internal sealed class TurnOutput : IDisposable
{
    private readonly Vocabulary _vocabulary;
    private readonly TurnRules _rules;
    private readonly Action<TurnEvent> _emit;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly ThoughtSplitter _thoughts;
    private readonly TextTrigger _opening;
    private readonly TextTrigger _stops;
    private readonly HashSet<string> _layout;
    private readonly GrammarConstraint? _callGrammar;
    private readonly GrammarConstraint? _answerGrammar;
    private GrammarConstraint? _constraint;
    private StringBuilder? _calls;
    private string _space = "";
    private bool _hasText;

    public TurnOutput(Vocabulary vocabulary, TurnRules rules, bool startsInThought, Action<TurnEvent> emit)
    {
        _vocabulary = vocabulary;
        _rules = rules;
        _emit = emit;
        _thoughts = new ThoughtSplitter(rules.Thoughts, startsInThought);
        _opening = new TextTrigger(rules.Calls is { } calls ? CallOpenings.Of(calls, OpeningPlace()) : []);
        _layout = rules.Calls is null ? [] : [.. vocabulary.SpecialTexts.Where(special => special.IsControl && IsInsideTrigger(special.Text)).Select(special => special.Text)];
        _stops = new TextTrigger(rules.StopSequences);
        // Made here and not when they are needed: a costly grammar is its caller's time, not the decode thread's.
        _callGrammar = rules.Calls is null ? null : new GrammarConstraint(vocabulary, rules.Calls.Grammar);
        _answerGrammar = rules.Grammar is null ? null : new GrammarConstraint(vocabulary, rules.Grammar);
        ConstrainAnswer();
    }

    /// <summary>Whether a stop sequence has ended the turn.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether the model is writing thoughts.</summary>
    public bool IsThinking => _thoughts.IsThinking;

    /// <summary>Whether a grammar says what may come next.</summary>
    public bool IsConstrained => _constraint is not null;

    /// <summary>Whether the turn must not end before it has made a call.</summary>
    public bool NeedsCall => _rules.Calls is { IsRequired: true } && _calls is null;

    /// <summary>Tokens that open a call.</summary>
    public int[] CallOpening => _vocabulary.Tokenize(CallOpenings.Forced(_rules.Calls!.Format), parseSpecial: true);

    /// <summary>Whether the token may come next.</summary>
    public bool Permits(int token)
    {
        if (_constraint is not null)
        {
            return _constraint.Allows(token);
        }

        // A token may end the opening of a call and go on beyond it.
        return _rules.Calls is null || _thoughts.IsThinking || _opening.Peek(_vocabulary.Text(token)) is not { } block || _callGrammar!.AllowsText(block);
    }

    /// <summary>Sets the scores of the tokens that the grammar forbids to −∞; to be called where <see cref="IsConstrained"/> only.</summary>
    public void Restrict(Span<float> scores) => _constraint!.Restrict(scores);

    /// <summary>Takes a token that <see cref="Permits"/>.</summary>
    /// <param name="token">The token; none that ends the turn.</param>
    /// <param name="text">Text that it completes.</param>
    public CallPhase Take(int token, out string text)
    {
        _constraint?.Accept(token);
        text = Decode(_vocabulary.Bytes(token));
        if (_calls is not null)
        {
            _calls.Append(text);
            return CallPhase.Inside;
        }

        if (!_vocabulary.IsControl(token) || IsTag(text) || _layout.Contains(text))
        {
            _thoughts.Push(text, OnText);
        }

        ConstrainAnswer();
        return _calls is not null ? CallPhase.Inside : IsOpening(text) ? CallPhase.Opening : CallPhase.Outside;
    }

    /// <summary>Passes on what was held back and the calls of the turn.</summary>
    /// <param name="reason">Why the turn ended; a turn that made calls ended for them.</param>
    public TurnEnd End(TurnEnd reason)
    {
        _thoughts.Flush(OnText);
        Write(_opening.Flush());
        if (!IsStopped)
        {
            EmitText(_stops.Flush());
        }

        return _calls is null ? reason : EndCalls(_calls.ToString(), reason);
    }

    public void Dispose()
    {
        _answerGrammar?.Dispose();
        _callGrammar?.Dispose();
    }

    // A trigger that is a token of its own is not written by chance. A grammar of the whole turn says where a call may stand: at its start.
    private TriggerPlace OpeningPlace() => _rules.Grammar is not null ? TriggerPlace.Start
        : _rules.Calls is { } calls && _vocabulary.SpecialTexts.Any(special => calls.Format.Trigger.StartsWith(special.Text, StringComparison.Ordinal)) ? TriggerPlace.Anywhere
        : TriggerPlace.Line;

    private TurnEnd EndCalls(string block, TurnEnd reason)
    {
        // Calls that the token limit cut off are not made: their arguments are not what the model meant.
        var calls = _constraint!.IsComplete ? _rules.Calls!.Format.Read(block, _rules.Calls.Tools) : [];
        foreach (var call in calls)
        {
            _emit(new TurnEvent.Call(call));
        }

        if (calls.Count > 0)
        {
            return TurnEnd.ToolCalls;
        }

        if (_rules.Grammar is not null)
        {
            // The answer only began like a call.
            EmitText(block);
        }

        return reason;
    }

    private void ConstrainAnswer()
    {
        if (!_thoughts.IsThinking)
        {
            _constraint ??= _answerGrammar;
        }
    }

    private bool IsTag(string text) => text == _rules.Thoughts?.Open || text == _rules.Thoughts?.Close || text == _rules.Calls?.Format.Trigger;

    private bool IsOpening(string text) => _opening.Held.Length > 0 && _opening.Held.Length >= text.TrimStart().Length;

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        Span<char> characters = stackalloc char[256];
        characters = bytes.Length < 256 ? characters : new char[bytes.Length + 1];
        return new string(characters[.._decoder.GetChars(bytes, characters, flush: false)]);
    }

    private void OnText(string text, bool isThought)
    {
        if (isThought)
        {
            _emit(new TurnEvent.Text(text, IsThought: true));
            return;
        }

        if (_calls is not null)
        {
            _calls.Append(text);
            return;
        }

        var opens = _opening.Push(text, out var free, out var block);
        Write(free);
        if (opens)
        {
            _calls = new StringBuilder(block);
            if (_constraint is null)
            {
                _constraint = _callGrammar!;
                _constraint.AcceptText(block);
            }
        }
    }

    private bool IsInsideTrigger(string text) => _rules.Calls!.Format.Trigger is var trigger && trigger != text && trigger.Contains(text, StringComparison.Ordinal);

    private void Write(string text)
    {
        // A control token that was no part of a trigger after all is the model's layout.
        text = _layout.Aggregate(text, (rest, control) => rest.Replace(control, "", StringComparison.Ordinal));
        if (!IsStopped)
        {
            IsStopped = _stops.Push(text, out var free, out _);
            EmitText(free);
        }
    }

    // White space at the ends of the text is the model's layout between thoughts, text and calls.
    private void EmitText(string text)
    {
        text = _space + text;
        text = _hasText ? text : text.TrimStart();
        var visible = text.TrimEnd();
        _space = text[visible.Length..];
        if (visible.Length > 0)
        {
            _hasText = true;
            _emit(new TurnEvent.Text(visible, IsThought: false));
        }
    }
}
