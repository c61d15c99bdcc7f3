namespace SKReasoning;

/// <summary>Forward context influence (FCI): how much later steps look back at each step.</summary>
/// <remarks>
/// AttnRL (arXiv 2509.26628, section 3.2): for each head, the sum of the step matrix over all steps at least Δ later; then the largest
/// value of all layers and heads. A sum over later steps falls with the step's number by construction: on short chains it is position
/// more than influence.
/// </remarks>
public static class ForwardInfluence
{
    /// <summary>Δ of the paper: nearer steps do not count.</summary>
    public const int DefaultDistance = 4;

    /// <summary>Measures the influence of every step.</summary>
    /// <param name="attention">The step matrix.</param>
    /// <param name="distance">Δ, at least 1; default 4.</param>
    /// <returns>Shape (steps), step 0 being the prompt; 0 where no step is Δ or more later. The paper also sets steps 0 and 1 to 0 before it chooses branch points; that is left to the choice.</returns>
    /// <remarks>Thread-safe as long as <paramref name="attention"/> does not change. Cost: layers · heads · steps² / 2.</remarks>
    public static double[] Measure(StepAttention attention, int distance = DefaultDistance)
    {
        ArgumentNullException.ThrowIfNull(attention);
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, 1);
        var influence = new double[attention.Steps];
        for (var layer = 0; layer < attention.Layers; layer++)
        {
            for (var head = 0; head < attention.Heads; head++)
            {
                for (var key = 0; key + distance < attention.Steps; key++)
                {
                    influence[key] = Math.Max(influence[key], Sum(attention, layer, head, key, distance));
                }
            }
        }

        return influence;
    }

    /// <summary>Influence of one step on one head: the sum over all steps at least <paramref name="distance"/> later.</summary>
    public static double Sum(StepAttention attention, int layer, int head, int key, int distance)
    {
        ArgumentNullException.ThrowIfNull(attention);
        var sum = 0.0;
        for (var query = key + distance; query < attention.Steps; query++)
        {
            sum += attention.Mean(layer, head, query, key);
        }

        return sum;
    }
}
