using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>The captured tensors of one graph run, by layer, on whatever devices the layers are. Not thread-safe.</summary>
/// <param name="layers">Number of layers.</param>
/// <param name="pinned">Whether values of a GPU are copied to page-locked memory of the host.</param>
internal sealed unsafe class CaptureStore(int layers, bool pinned) : IDisposable
{
    private readonly Tensor[] _tensors = new Tensor[layers];
    private readonly bool[] _filled = new bool[layers];
    private readonly List<CaptureArena> _arenas = [];

    /// <summary>Number of layers.</summary>
    public int Layers => layers;

    /// <summary>The devices' memories.</summary>
    public IReadOnlyList<CaptureArena> Arenas => _arenas;

    /// <summary>Whether the layer was captured since <see cref="Reset"/>.</summary>
    public bool IsFilled(int layer) => _filled[layer];

    /// <summary>Whether any layer was.</summary>
    public bool IsAnyFilled => _filled.AsSpan().Contains(true);

    /// <summary>The captured tensor of a layer.</summary>
    public ref readonly Tensor Of(int layer) => ref _tensors[layer];

    /// <summary>The memory that a captured layer is in.</summary>
    public CaptureArena ArenaOf(int layer)
    {
        var buffer = _tensors[layer].Buffer;
        foreach (var arena in _arenas)
        {
            if (arena.Holds(buffer))
            {
                return arena;
            }
        }

        throw new InvalidOperationException($"Layer {layer} was not captured.");
    }

    /// <summary>Elements of a row and rows of a captured matrix.</summary>
    public (int Columns, int Rows) MatrixOf(int layer) => ((int)_tensors[layer].Ne[0], (int)_tensors[layer].Ne[1]);

    /// <summary>The values of a captured layer; valid until the next call.</summary>
    public ReadOnlySpan<float> Read(int layer) => ArenaOf(layer).Read(_tensors[layer]);

    public void Reset()
    {
        Array.Clear(_filled);
        _arenas.ForEach(arena => arena.Begin());
    }

    /// <summary>Lets <paramref name="tensor"/> be computed into memory of ours. Called before its graph runs.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="expected">Layers that may be captured in this graph.</param>
    public void Redirect(Tensor* tensor, int layer, int expected)
    {
        var arena = _arenas.Find(arena => arena.Holds(tensor->Buffer));
        if (arena is null)
        {
            var type = GgmlNative.ggml_backend_buffer_get_type(tensor->Buffer);
            arena = _arenas.Find(arena => arena.BufferType == type);
            if (arena is null)
            {
                arena = new CaptureArena(type, pinned);
                _arenas.Add(arena);
            }
        }

        arena.Place(tensor, expected);
        _tensors[layer] = *tensor;
        _filled[layer] = true;
    }

    /// <summary>Sends a tensor that is not wanted elsewhere where it points to memory of ours from an earlier run.</summary>
    /// <returns>Whether it did.</returns>
    public bool Discard(Tensor* tensor)
    {
        foreach (var arena in _arenas)
        {
            if (arena.Holds(tensor->Buffer))
            {
                arena.Discard(tensor);
                return true;
            }
        }

        return false;
    }

    public void Dispose() => _arenas.ForEach(arena => arena.Dispose());
}
