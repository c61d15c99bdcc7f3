using System.Text;

namespace SKReasoning.LocalModel.Steering;

/// <summary>Finds plans, reasons and the answer in the text of a turn, token by token.</summary>
/// <remarks>It reads what was written, whoever wrote it: the model, an opening that was forced, or an earlier attempt. Not thread-safe.</remarks>
/// <param name="format">How plans, reasons and the answer are announced.</param>
/// <param name="firstStep">Number of the first plan.</param>
/// <param name="isContinued">Whether the turn follows a tool's result, after which a model may have nothing left to plan.</param>
internal sealed class SegmentTracker(PlanFormat format, int firstStep, bool isContinued)
{
    private readonly HashSet<string> _plans = new(StringComparer.Ordinal);
    private readonly StringBuilder _line = new();
    private int _tokens;
    private int _lineFirst;
    private int _planFirst;
    private int _planEnd;
    private bool _hasText;

    /// <summary>What the last token belongs to.</summary>
    public SegmentKind Kind { get; private set; } = isContinued ? SegmentKind.Answer : SegmentKind.Plan;

    /// <summary>Number of the current plan; before the first one, its number.</summary>
    public int Step { get; private set; } = firstStep;

    /// <summary>Index of the first token of the current segment, its opening included.</summary>
    public int First { get; private set; }

    /// <summary>What has to follow now.</summary>
    public SegmentNeed Need { get; private set; } = isContinued ? SegmentNeed.Anything : SegmentNeed.Plan;

    /// <summary>The plan that is being followed, by index of its tokens, without its opening; null outside reasons.</summary>
    public TokenRange? Plan { get; private set; }

    /// <summary>Whether the last plan says what an earlier one said.</summary>
    public bool IsRepeating { get; private set; }

    /// <summary>What stands on the current line already.</summary>
    public string Line => _line.ToString().TrimStart();

    /// <summary>Takes a token.</summary>
    /// <param name="text">The text that it completes.</param>
    public void Take(string text)
    {
        if (_line.Length == 0)
        {
            _lineFirst = _tokens;
        }

        foreach (var character in text)
        {
            if (character == '\n')
            {
                EndLine();
                _lineFirst = _tokens;
                continue;
            }

            if (Kind == SegmentKind.Plan && Need == SegmentNeed.Nothing && !char.IsWhiteSpace(character))
            {
                _planFirst = _planFirst < 0 ? _tokens : _planFirst;
                _planEnd = _tokens + 1;
            }

            _line.Append(character);
            FindOpening();
        }

        _tokens++;
    }

    private void EndLine()
    {
        var line = _line.ToString();
        _line.Clear();
        var isBlank = string.IsNullOrWhiteSpace(line);
        if (Need == SegmentNeed.Nothing && Kind == SegmentKind.Plan)
        {
            IsRepeating = !_plans.Add(line[Math.Min(line.Length, format.PlanOpening(Step).Length)..].Trim());
            Plan = _planFirst < 0 ? null : new TokenRange(_planFirst, _planEnd - _planFirst);
            Need = SegmentNeed.Reason;
        }
        else if (Need == SegmentNeed.Nothing && Kind == SegmentKind.Reason && isBlank && _hasText)
        {
            Plan = null;
            Need = SegmentNeed.PlanOrAnswer;
        }

        _hasText |= !isBlank;
    }

    // An opening counts where it begins a line, also where no blank line has ended the reason before it.
    private void FindOpening()
    {
        var mayFollow = Need is SegmentNeed.Plan or SegmentNeed.Anything or SegmentNeed.PlanOrAnswer || (Kind == SegmentKind.Reason && Need == SegmentNeed.Nothing);
        var next = Need is SegmentNeed.Plan or SegmentNeed.Anything ? Step : Step + 1;
        if (Need == SegmentNeed.Reason && IsLine(format.ReasonOpening(Step)))
        {
            Begin(SegmentKind.Reason);
        }
        else if (mayFollow && IsLine(format.PlanOpening(next)))
        {
            Step = next;
            Begin(SegmentKind.Plan);
            Plan = null;
            _planFirst = -1;
        }
        else if (mayFollow && IsLine(format.Answer))
        {
            Begin(SegmentKind.Answer);
            Plan = null;
        }
    }

    private void Begin(SegmentKind kind)
    {
        Kind = kind;
        Need = SegmentNeed.Nothing;
        First = _lineFirst;
        _hasText = false;
    }

    private bool IsLine(string opening)
    {
        if (_line.Length < opening.Length)
        {
            return false;
        }

        var line = _line.ToString();
        return line.Length == opening.Length ? line == opening : line.TrimStart() == opening;
    }
}
