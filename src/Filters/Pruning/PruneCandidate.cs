namespace SKReasoning.Filters;

/// <summary>A unit while its request is examined.</summary>
internal sealed class PruneCandidate(PruneText text, int unit)
{
    public PruneText Text => text;

    public int Index => unit;

    public TextUnit Unit => text.Units[unit];

    public TextAttention? Attention { get; set; }

    public double? RelativeAttention { get; set; }

    public double? Change { get; set; }

    public PruneDecision Decision { get; private set; } = text.Units[unit].IsProtected ? PruneDecision.Protected : PruneDecision.NotTested;

    public string Reason { get; private set; } = text.Units[unit].IsProtected ? $"Protected: {text.Units[unit].Protection}." : "Not tried.";

    public void Decide(PruneDecision decision, string reason) => (Decision, Reason) = (decision, reason);

    public UnitFinding ToFinding() => new(text.Message, text.Content, Unit, Unit.In(text.Text), Decision, Reason)
    {
        Attention = Attention,
        RelativeAttention = RelativeAttention,
        Change = Change,
    };
}
