using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>On a device, for one sequence: which cell of the KV cache belongs to which step, as a matrix of 0 and 1, shape (steps, cells).</summary>
/// <remarks>Its product with a row of softmax weights is the row's sum over each step. Follows the sequence cell by cell. Belongs to the decode thread.</remarks>
internal sealed unsafe class StepIndicator(nint bufferType) : IDisposable
{
    private const int LeastSteps = 32;

    private readonly List<int> _starts = [];
    private DeviceTensor? _matrix;
    private float[] _ones = [];
    private long _version;
    private int _covered;

    /// <summary>Follows the sequence up to a position, and gives the matrix; rows beyond the steps hold nothing of meaning.</summary>
    /// <param name="map">Cells of the sequence.</param>
    /// <param name="starts">Positions at which its steps begin.</param>
    /// <param name="positions">Positions to cover.</param>
    /// <param name="cells">Cells of a softmax row.</param>
    public Tensor* Follow(CellMap map, IReadOnlyList<int> starts, int positions, long cells)
    {
        if (_matrix is null || cells > _matrix.Columns || starts.Count > _matrix.Rows)
        {
            Grow(cells, starts.Count);
        }
        else if (map.Version != _version || positions < _covered || !Continues(starts))
        {
            Clear();
        }

        _version = map.Version;
        _starts.AddRange(starts.Skip(_starts.Count));
        var step = 0;
        while (_covered < positions)
        {
            while (step + 1 < starts.Count && starts[step + 1] <= _covered)
            {
                step++;
            }

            var end = step + 1 < starts.Count ? Math.Min(starts[step + 1], positions) : positions;
            var count = Math.Min(map.RunFrom(_covered, out var cell), end - _covered);
            if (cell >= 0)
            {
                Mark(step, cell, count);
            }

            _covered += count;
        }

        return _matrix!.Pointer;
    }

    public void Dispose() => _matrix?.Dispose();

    // A step that was joined to the one before it begins no more; one may begin at a token that was followed already.
    private bool Continues(IReadOnlyList<int> starts)
        => starts.Count >= _starts.Count && _starts.SequenceEqual(starts.Take(_starts.Count)) && (starts.Count == _starts.Count || starts[_starts.Count] >= _covered);

    private void Mark(int step, int cell, int count)
    {
        if (_ones.Length < count)
        {
            _ones = new float[count * 2];
            Array.Fill(_ones, 1);
        }

        fixed (float* ones = _ones)
        {
            var offset = (nuint)((step * _matrix!.Columns) + cell) * sizeof(float);
            GgmlNative.ggml_backend_tensor_set(_matrix.Pointer, ones, offset, (nuint)count * sizeof(float));
        }
    }

    private void Clear()
    {
        _matrix!.Clear();
        Forget();
    }

    private void Grow(long cells, int steps)
    {
        var columns = Math.Max(_matrix?.Columns ?? 0, cells * 5 / 4);
        var rows = Math.Max(_matrix?.Rows ?? LeastSteps, steps * 3 / 2);
        _matrix?.Dispose();
        _matrix = null;
        _matrix = new DeviceTensor(bufferType, columns, rows);
        Forget();
    }

    private void Forget()
    {
        _starts.Clear();
        _covered = 0;
    }
}
