using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Where the softmax rows of a graph run come from, layer by layer: read from memory, or computed from what was kept.</summary>
/// <param name="layers">Number of layers.</param>
/// <param name="pinned">Whether values of a GPU are copied to page-locked memory of the host.</param>
internal abstract unsafe class AttentionSource(int layers, bool pinned) : IDisposable
{
    /// <summary>Number of layers.</summary>
    public int Layers => layers;

    /// <summary>Whether any layer was captured since <see cref="Reset"/>.</summary>
    public bool IsAnyFilled => Store.IsAnyFilled;

    /// <summary>The memories of the devices that layers are on.</summary>
    public IReadOnlyList<CaptureArena> Arenas => Store.Arenas;

    protected CaptureStore Store { get; } = new(layers, pinned);

    /// <summary>Whether a layer was captured since <see cref="Reset"/>.</summary>
    public bool IsFilled(int layer) => Store.IsFilled(layer);

    /// <summary>The memory that a captured layer is in.</summary>
    public CaptureArena ArenaOf(int layer) => Store.ArenaOf(layer);

    /// <summary>Forgets the values of the last graph run.</summary>
    public virtual void Reset() => Store.Reset();

    /// <summary>The shape of a layer's rows.</summary>
    public abstract AttentionShape ShapeOf(int layer);

    /// <summary>Whether a captured layer can be taken together with the captured layer before it.</summary>
    public abstract bool Joins(int layer);

    /// <summary>The rows of some tokens in layers that join, in the graph that a runner builds; shape (layers, heads, tokens, cells).</summary>
    public abstract Tensor* Rows(GraphRunner runner, int firstLayer, int count, ObservedPart part);

    /// <summary>Whether sums over the rows shall keep all bits; else tensor cores may round to ten, which is several times faster.</summary>
    public abstract bool IsExact { get; }

    /// <summary>Most layers that should be taken together: what is computed for them is in memory at once.</summary>
    public virtual int MostLayers(int firstLayer, ObservedPart part) => layers;

    public virtual void Dispose() => Store.Dispose();
}
