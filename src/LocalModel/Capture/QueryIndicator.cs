using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>On a device, for the parts of one graph run: which of a part's tokens belongs to which step, as matrices of 0 and 1, shape (steps, tokens).</summary>
/// <remarks>Belongs to the decode thread.</remarks>
internal sealed unsafe class QueryIndicator(nint bufferType) : IDisposable
{
    private readonly List<DeviceTensor> _matrices = [];
    private float[] _values = [];
    private int _used;

    /// <summary>Begins a graph run.</summary>
    public void Clear() => _used = 0;

    /// <summary>The matrix of a part.</summary>
    /// <param name="runner">Builds the graph that uses it.</param>
    /// <param name="segments">The part's tokens by steps, in order and without gaps.</param>
    /// <param name="tokens">Tokens of the part.</param>
    public Tensor* Add(GraphRunner runner, IReadOnlyList<TokenRange> segments, int tokens)
    {
        var count = segments.Count * tokens;
        if (_values.Length < count)
        {
            _values = new float[count * 2];
        }

        Array.Clear(_values, 0, count);
        for (var step = 0; step < segments.Count; step++)
        {
            Array.Fill(_values, 1, (step * tokens) + segments[step].First - segments[0].First, segments[step].Count);
        }

        var matrix = Next(count);
        fixed (float* values = _values)
        {
            GgmlNative.ggml_backend_tensor_set(matrix.Pointer, values, 0, (nuint)count * sizeof(float));
        }

        return runner.Over(*matrix.Pointer, offset: 0, [tokens, segments.Count, 1, 1]);
    }

    public void Dispose() => _matrices.ForEach(matrix => matrix.Dispose());

    private DeviceTensor Next(int count)
    {
        if (_used == _matrices.Count)
        {
            _matrices.Add(new DeviceTensor(bufferType, count * 2, 1));
        }
        else if (_matrices[_used].Columns < count)
        {
            var larger = new DeviceTensor(bufferType, count * 2, 1);
            _matrices[_used].Dispose();
            _matrices[_used] = larger;
        }

        return _matrices[_used++];
    }
}
