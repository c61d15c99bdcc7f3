using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>Forward context influence (FCI): how much later steps look back at each step.</summary>
/// <remarks>
/// <para>
/// AttnRL (arXiv 2509.26628, section 3.2): for each head, the sum of the step matrix over all steps at least Δ later; then the largest
/// value of all layers and heads. A sum over later steps falls with the step's number by construction: on short chains it is position
/// more than influence. <see cref="InfluenceOptions"/> names the alternatives.
/// </para>
/// <para>
/// The kurtosis of a head is m₄/m₂² of its vertical scores (mean over later steps) at the steps of the text, the prompt left out; a head
/// that looks at all of them alike has the lowest. Of equals, the head of the lower layer, then of the lower number, comes first. Less
/// than four scores have the same kurtosis whatever they are: influence by the most peaked heads is undefined then.
/// </para>
/// </remarks>
public static class ForwardInfluence
{
    /// <summary>Δ of the paper: nearer steps do not count.</summary>
    public const int DefaultDistance = 4;

    private const int FewestPeakedSteps = 4;

    /// <summary>Measures the influence of every step.</summary>
    /// <param name="attention">The step matrix.</param>
    /// <param name="options">What is measured; null for the paper's definition.</param>
    /// <returns>
    /// Shape (steps), step 0 being the prompt. Null where it is undefined, never 0 instead: at the last Δ steps, which nothing looks back at
    /// from far enough, and so at every step of a text with too few of them. The paper also sets steps 0 and 1 to 0 before it chooses
    /// branch points; that is left to the choice.
    /// </returns>
    /// <exception cref="ArgumentException">The options name a head that the matrix does not have.</exception>
    /// <remarks>Thread-safe as long as <paramref name="attention"/> does not change. Cost: layers · heads · steps² / 2.</remarks>
    public static double?[] Measure(StepAttention attention, InfluenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(attention);
        options ??= new InfluenceOptions();
        var influence = new double?[attention.Steps];
        var defined = Math.Max(0, attention.StepsRead - options.Distance);
        if (defined == 0 || (options.Heads is HeadSelection.Peaked && defined - 1 < FewestPeakedSteps))
        {
            return influence;
        }

        var largest = new double[defined];
        var scores = new double[defined];
        foreach (var head in Select(attention, options))
        {
            Score(attention, head, options, scores);
            TensorPrimitives.Max(largest, scores, largest);
        }

        for (var step = 0; step < defined; step++)
        {
            influence[step] = largest[step];
        }

        return influence;
    }

    /// <summary>What one head contributes to the influence of every step.</summary>
    /// <param name="attention">The step matrix.</param>
    /// <param name="head">The head.</param>
    /// <param name="options">Distance and form; null for the paper's. The selection of heads does not matter.</param>
    /// <returns>Shape (steps); null where it is undefined.</returns>
    public static double?[] OfHead(StepAttention attention, AttentionHead head, InfluenceOptions? options = null)
        => Measure(attention, (options ?? new InfluenceOptions()) with { Heads = HeadSelection.Of(head) });

    private static IEnumerable<AttentionHead> Select(StepAttention attention, InfluenceOptions options)
    {
        switch (options.Heads)
        {
            case HeadSelection.Listed list:
                foreach (var head in list.Heads)
                {
                    if ((uint)head.Layer >= (uint)attention.Layers || (uint)head.Head >= (uint)attention.Heads)
                    {
                        throw new ArgumentException($"There is no {head}: the model has {attention.Layers} layers of {attention.Heads} heads.", nameof(options));
                    }
                }

                return list.Heads;
            case HeadSelection.Peaked peaked:
                return MostPeaked(attention, options.Distance, peaked.Count);
            default:
                return Every(attention);
        }
    }

    private static IEnumerable<AttentionHead> Every(StepAttention attention)
        => from layer in Enumerable.Range(0, attention.Layers)
           from head in Enumerable.Range(0, attention.Heads)
           select new AttentionHead(layer, head);

    private static AttentionHead[] MostPeaked(StepAttention attention, int distance, int count)
    {
        var vertical = new InfluenceOptions { Distance = distance, LaterSteps = LaterSteps.Mean };
        var scores = new double[attention.StepsRead - distance];
        double Kurtosis(AttentionHead head)
        {
            Score(attention, head, vertical, scores);
            return KurtosisOf(scores.AsSpan(1));
        }

        // A stable order: equals stay in the order of the model.
        return [.. Every(attention).OrderByDescending(Kurtosis).Take(count)];
    }

    private static double KurtosisOf(ReadOnlySpan<double> values)
    {
        var mean = TensorPrimitives.Sum(values) / values.Length;
        double second = 0, fourth = 0;
        foreach (var value in values)
        {
            var square = (value - mean) * (value - mean);
            second += square;
            fourth += square * square;
        }

        // What is left of equal values is the rounding of single precision, and has no shape.
        return second <= 1e-12 * mean * mean * values.Length ? 0 : values.Length * fourth / (second * second);
    }

    private static void Score(StepAttention attention, AttentionHead head, InfluenceOptions options, Span<double> scores)
    {
        attention.SumLaterSteps(head, options.Distance, scores);
        for (var step = 0; step < scores.Length && options.LaterSteps == LaterSteps.Mean; step++)
        {
            scores[step] /= scores.Length - step;
        }
    }
}
