using System.Numerics.Tensors;

namespace SKReasoning.Benchmarks.Capture;

/// <summary>Reads every attention row of every layer, and does as little with it as possible.</summary>
internal sealed class AttentionSum : ITokenObserver
{
    /// <summary>Sum of all weights: a result, so that the reading cannot be left out.</summary>
    public double Total { get; private set; }

    public AttentionForms WantsAttention(int layer) => AttentionForms.Rows;

    public bool WantsHidden(int layer) => false;

    public void OnAttention(int layer, int query, AttentionRows rows)
    {
        for (var head = 0; head < rows.Heads; head++)
        {
            Total += TensorPrimitives.Sum(rows.Head(head));
        }
    }
}
