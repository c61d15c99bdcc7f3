using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SKReasoning.LocalModel;

/// <summary>Tells model files apart without reading all of them.</summary>
/// <remarks>
/// SHA-256 over the header, the file's length and 256 blocks of 64 KiB, evenly spread over the weights; all of them where there are no
/// more. An identity, and no proof: weights between the blocks may differ. Of a split model the first file counts.
/// </remarks>
internal static class ModelFingerprint
{
    private const int Blocks = 256;
    private const int BlockBytes = 64 << 10;

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ModelIdentity Identify(GgufHeader header, string name)
    {
        using var file = File.OpenRead(header.FilePath);
        return new ModelIdentity(name, Hash(file, header.Bytes), Hex(SHA256.HashData(Encoding.UTF8.GetBytes(header.ChatTemplate ?? ""))));
    }

    /// <summary>The hash of a file.</summary>
    /// <param name="file">The file; its position is changed.</param>
    /// <param name="headerBytes">Length of the header.</param>
    internal static string Hash(Stream file, long headerBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, file, 0, headerBytes);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, file.Length);
        hash.AppendData(length);
        var weights = file.Length - headerBytes;
        if (weights <= (long)Blocks * BlockBytes)
        {
            Append(hash, file, headerBytes, weights);
        }
        else
        {
            for (var block = 0; block < Blocks; block++)
            {
                Append(hash, file, headerBytes + (long)((Int128)(weights - BlockBytes) * block / (Blocks - 1)), BlockBytes);
            }
        }

        return Hex(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Stream file, long start, long count)
    {
        var buffer = new byte[(int)Math.Min(count, BlockBytes)];
        file.Position = start;
        for (var left = count; left > 0; left -= buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            file.ReadExactly(part);
            hash.AppendData(part);
        }
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
