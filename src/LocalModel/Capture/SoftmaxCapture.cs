using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Softmax rows that llama.cpp computes into memory of ours, shape (heads, tokens, cells) a layer: exact, without flash attention only.</summary>
/// <param name="layers">Number of layers.</param>
/// <param name="pinned">Whether values of a GPU are copied to page-locked memory of the host.</param>
internal sealed unsafe class SoftmaxCapture(int layers, bool pinned) : AttentionSource(layers, pinned)
{
    /// <summary>Lets a softmax node be computed into memory of ours.</summary>
    /// <param name="node">The node; its graph has not run yet.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="expected">Layers that may be captured in this graph.</param>
    public void Redirect(Tensor* node, int layer, int expected)
    {
        if (node->Ne[3] != 1)
        {
            throw new InvalidOperationException($"Layer {layer} computes attention of {node->Ne[3]} streams; expected 1.");
        }

        Store.Redirect(node, layer, expected);
    }

    /// <summary>Sends a node that is not wanted elsewhere where it points to memory of ours from an earlier run.</summary>
    public bool Discard(Tensor* node) => Store.Discard(node);

    /// <summary>The values of a layer; valid until the next call.</summary>
    public ReadOnlySpan<float> Read(int layer) => Store.Read(layer);

    public override bool IsExact => true;

    public override AttentionShape ShapeOf(int layer)
    {
        ref readonly var tensor = ref Store.Of(layer);
        return new((int)tensor.Ne[0], (int)tensor.Ne[1], (int)tensor.Ne[2]);
    }

    public override bool Joins(int layer)
    {
        ref readonly var before = ref Store.Of(layer - 1);
        var shape = ShapeOf(layer);
        var bytes = (long)shape.Cells * shape.Tokens * shape.Heads * sizeof(float);
        return ShapeOf(layer - 1) == shape && (byte*)before.Data + bytes == Store.Of(layer).Data;
    }

    public override Tensor* Rows(GraphRunner runner, int firstLayer, int count, ObservedPart part)
    {
        var (cells, tokens, heads) = ShapeOf(firstLayer);
        var rows = runner.Over(Store.Of(firstLayer), part.Start * (long)cells * sizeof(float), [cells, part.Count, heads, count]);

        // The rows of other observers' tokens lie between those of two heads.
        rows->Nb[2] = (ulong)cells * (ulong)tokens * sizeof(float);
        rows->Nb[3] = rows->Nb[2] * (ulong)heads;
        return rows;
    }
}
