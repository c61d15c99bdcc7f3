using System.Buffers.Binary;

namespace SKReasoning.TestKit.RandomModels;

/// <summary>A block of the format q8_0: a scale in half precision, then 32 signed bytes.</summary>
internal static class QuantizedBlock
{
    public const int Bytes = 34;

    // Three standard deviations fill the range of a byte; the few numbers beyond are cut.
    private const float Steps = 42;

    /// <summary>Encodes normally distributed numbers, scaled to a standard deviation.</summary>
    public static void Write(ReadOnlySpan<float> normals, double deviation, Span<byte> block)
    {
        BinaryPrimitives.WriteHalfLittleEndian(block, (Half)(deviation / Steps));
        for (var i = 0; i < normals.Length; i++)
        {
            block[sizeof(ushort) + i] = (byte)(sbyte)Math.Clamp(MathF.Round(Steps * normals[i]), -127, 127);
        }
    }
}
