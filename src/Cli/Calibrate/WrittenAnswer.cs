using System.Collections.Immutable;
using System.Globalization;
using SKReasoning.Evaluation;

namespace SKReasoning.Cli.Calibrate;

/// <summary>An answer of the model, with its truth.</summary>
/// <param name="Posed">The question.</param>
/// <param name="IsRight">Whether it is answered.</param>
/// <param name="Trace">How the answer was written, without its step matrix.</param>
/// <param name="HeadInfluence">Shape (heads, steps); empty where heads are not picked.</param>
internal sealed record WrittenAnswer(PosedItem Posed, bool IsRight, ReasoningTrace Trace, ImmutableArray<ImmutableArray<double?>> HeadInfluence)
{
    /// <summary>Takes from a trace what is needed of it; a step matrix takes megabytes.</summary>
    public static WrittenAnswer Of(PosedItem posed, string text, ReasoningTrace trace, bool picksHeads)
    {
        ImmutableArray<ImmutableArray<double?>> influence = [];
        if (picksHeads && trace.Attention is { } attention)
        {
            influence = [.. Heads(attention.Layers, attention.Heads).Select(head => Influence(attention, head, trace.InfluenceOptions))];
        }

        return new WrittenAnswer(posed, posed.Item.IsRight(GivenAnswer.Of(text)), trace with { Attention = null }, influence);
    }

    /// <summary>All heads, in the order of <see cref="HeadInfluence"/>.</summary>
    public static ImmutableArray<AttentionHead> Heads(int layers, int heads)
        => [.. from layer in Enumerable.Range(0, layers) from head in Enumerable.Range(0, heads) select new AttentionHead(layer, head)];

    private string Problem => Posed.Number.ToString(CultureInfo.InvariantCulture);

    private int LengthGroup => Posed.Item.Difficulty ?? 0;

    /// <summary>The answer as the fit sees it.</summary>
    public LabelledTrace Label()
    {
        var steps = ImmutableArray.CreateBuilder<LabelledStep>();
        var isAfterError = false;
        foreach (var step in Trace.Steps)
        {
            bool? truth = isAfterError ? null : Posed.Item.IsStepTrue(step.Text);
            isAfterError |= truth == false;
            steps.Add(new LabelledStep(StepFeatures.Of(step), truth));
        }

        return new LabelledTrace(Problem, TraceFeatures.Of(Trace), IsRight, steps.ToImmutable(), LengthGroup);
    }

    /// <summary>The answer as heads are picked on.</summary>
    public HeadInfluence ToHeadInfluence() => new(Problem, IsRight, HeadInfluence, LengthGroup);

    /// <summary>The answer with the influence of some heads in the place of all.</summary>
    public WrittenAnswer WithHeads(IReadOnlyCollection<AttentionHead> heads, ImmutableArray<AttentionHead> all)
    {
        int[] rows = [.. heads.Select(head => all.IndexOf(head))];
        return this with { Trace = Trace with { Steps = [.. Trace.Steps.Select((step, i) => step with { Influence = rows.Max(row => HeadInfluence[row][i]) })] } };
    }

    private static ImmutableArray<double?> Influence(StepAttention attention, AttentionHead head, InfluenceOptions options)
    {
        // Step 0 is the prompt, which is no step of the turn.
        const int Prompt = 1;
        return [.. ForwardInfluence.OfHead(attention, head, options).Skip(Prompt)];
    }
}
