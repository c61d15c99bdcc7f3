namespace SKReasoning.Cli.Inspect;

/// <summary>Forward influence of every step for every head at one distance, and the largest of all heads.</summary>
internal sealed class Influence
{
    // AttnRL leaves the prompt and the first step out when it looks for branch points.
    private const int StepsLeftOut = 2;

    /// <param name="attention">The step matrix.</param>
    /// <param name="layers">Layers that have attention, ascending.</param>
    /// <param name="distance">Steps nearer than this do not count.</param>
    public Influence(StepAttention attention, IEnumerable<int> layers, int distance)
    {
        var steps = attention.Steps;
        PerHead = new double[attention.Layers][][];
        PerHeadMean = new double[attention.Layers][][];
        MaxUnmasked = new double[steps];
        MaxAt = new (int Layer, int Head)[steps];
        Array.Fill(MaxUnmasked, double.NegativeInfinity);
        foreach (var layer in layers)
        {
            PerHead[layer] = Heads(attention, layer, new InfluenceOptions { Distance = distance });
            PerHeadMean[layer] = Heads(attention, layer, new InfluenceOptions { Distance = distance, LaterSteps = LaterSteps.Mean });
            for (var head = 0; head < attention.Heads; head++)
            {
                for (var step = 0; step < steps; step++)
                {
                    if (PerHead[layer][head][step] > MaxUnmasked[step])
                    {
                        (MaxUnmasked[step], MaxAt[step]) = (PerHead[layer][head][step], (layer, head));
                    }
                }
            }
        }
    }

    /// <summary>Sum over all steps that are far enough later, 0 where there are none; shape (layers, heads, steps), null for a layer without attention.</summary>
    public double[][][] PerHead { get; }

    /// <summary>The same divided by the number of terms, 0 where there are none.</summary>
    public double[][][] PerHeadMean { get; }

    /// <summary>The largest of all layers and heads; shape (steps), step 0 being the prompt.</summary>
    public double[] MaxUnmasked { get; }

    /// <summary>Where it is found first.</summary>
    public (int Layer, int Head)[] MaxAt { get; }

    /// <summary><see cref="MaxUnmasked"/> with 0 for the prompt and the first step.</summary>
    public double[] Max => [.. MaxUnmasked.Select((value, step) => step < StepsLeftOut ? 0 : value)];

    private static double[][] Heads(StepAttention attention, int layer, InfluenceOptions options) =>
    [
        .. Enumerable.Range(0, attention.Heads).Select(head =>
            ForwardInfluence.OfHead(attention, new AttentionHead(layer, head), options).Select(value => value ?? 0).ToArray()),
    ];
}
