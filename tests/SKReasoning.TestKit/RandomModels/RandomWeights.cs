using System.Runtime.InteropServices;

namespace SKReasoning.TestKit.RandomModels;

/// <summary>A block of normally distributed numbers, out of which the data of tensors is cut.</summary>
internal sealed class RandomWeights
{
    private const int BlockElements = 32;

    // A prime: rows are whole blocks, so none begins where an earlier one of the same matrix began.
    private const int Blocks = (1 << 16) + 3;

    private readonly WeightFormat _format;
    private readonly float[] _normals = new float[Blocks * BlockElements];
    private readonly Dictionary<double, byte[]> _encoded = [];

    public RandomWeights(WeightFormat format, Random random)
    {
        _format = format;
        Fill(_normals, random);
    }

    private int BlockBytes => _format == WeightFormat.F16 ? BlockElements * 2 : QuantizedBlock.Bytes;

    /// <summary>The format's number in the file.</summary>
    public uint TypeOf(RandomTensor tensor) => tensor.IsNorm ? 0u : _format == WeightFormat.F16 ? 1u : 8u;

    public long BytesOf(RandomTensor tensor) => tensor.IsNorm ? tensor.Elements * sizeof(float) : tensor.Elements / BlockElements * BlockBytes;

    /// <summary>Writes a tensor's data, beginning at a place of the block that is drawn.</summary>
    public void Write(Stream stream, RandomTensor tensor, Random random)
    {
        var first = random.Next(Blocks);
        if (tensor.IsNorm)
        {
            stream.Write(MemoryMarshal.AsBytes<float>(Norm(tensor.Shape[0], first)));
            return;
        }

        var data = Encoded(tensor.Deviation);
        var position = first * BlockBytes;
        for (var left = BytesOf(tensor); left > 0;)
        {
            var count = (int)Math.Min(left, data.Length - position);
            stream.Write(data, position, count);
            left -= count;
            position = 0;
        }
    }

    private float[] Norm(int width, int first)
        => [.. Enumerable.Range(first * BlockElements, width).Select(i => 1 + (0.1f * _normals[i % _normals.Length]))];

    private byte[] Encoded(double deviation)
    {
        if (!_encoded.TryGetValue(deviation, out var data))
        {
            data = _encoded[deviation] = _format == WeightFormat.F16 ? Halves(deviation) : Quantized(deviation);
        }

        return data;
    }

    private byte[] Halves(double deviation)
    {
        var data = new byte[Blocks * BlockBytes];
        var halves = MemoryMarshal.Cast<byte, Half>(data.AsSpan());
        for (var i = 0; i < halves.Length; i++)
        {
            halves[i] = (Half)(deviation * _normals[i]);
        }

        return data;
    }

    private byte[] Quantized(double deviation)
    {
        var data = new byte[Blocks * BlockBytes];
        for (var block = 0; block < Blocks; block++)
        {
            QuantizedBlock.Write(_normals.AsSpan(block * BlockElements, BlockElements), deviation, data.AsSpan(block * BlockBytes));
        }

        return data;
    }

    /// <summary>Box and Muller's pairs.</summary>
    private static void Fill(Span<float> normals, Random random)
    {
        for (var i = 0; i < normals.Length; i += 2)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            (normals[i], normals[i + 1]) = ((float)(radius * cosine), (float)(radius * sine));
        }
    }
}
