using System.Text;

namespace SKReasoning.LocalModel;

/// <summary>Reads the key-value pairs of a GGUF header. Not thread-safe.</summary>
/// <remarks>Scores, merges and other long arrays are passed over; of the tokens, only what tells them apart is kept.</remarks>
internal sealed class GgufValueReader(GgufReader reader)
{
    private const int KeyLimit = 1 << 16;
    private const int KeptElements = 4096;

    /// <summary>Values by key: string, long, double, bool or <see cref="GgufArray"/>.</summary>
    public Dictionary<string, object> Values { get; } = new(StringComparer.Ordinal);

    public GgufVocabulary Vocabulary { get; } = new();

    /// <exception cref="ModelFileException">The pair is broken, or its key was there before.</exception>
    public void ReadPair(int index)
    {
        var key = reader.Text($"metadata key {index}");
        if (key.Length is 0 or >= KeyLimit)
        {
            throw reader.Damaged($"metadata key {index} has {key.Length} characters, but 1 to {KeyLimit - 1} are possible");
        }

        var type = (GgufValueType)reader.Number<uint>(key);
        var value = type == GgufValueType.Array ? ReadArray(key) : ReadValue(key, type);
        if (!Values.TryAdd(key, value))
        {
            throw reader.Damaged($"the key {key} appears twice");
        }
    }

    private object ReadValue(string key, GgufValueType type) => type switch
    {
        GgufValueType.String => reader.Text(key),
        GgufValueType.Bool => ReadFlag(key),
        GgufValueType.Float32 or GgufValueType.Float64 => ReadReal(key, type),
        _ => ReadInteger(key, type),
    };

    private bool ReadFlag(string key) => reader.Number<byte>(key) != 0;

    private double ReadReal(string key, GgufValueType type)
        => type == GgufValueType.Float32 ? reader.Number<float>(key) : reader.Number<double>(key);

    private long ReadInteger(string key, GgufValueType type) => type switch
    {
        GgufValueType.UInt8 => reader.Number<byte>(key),
        GgufValueType.Int8 => reader.Number<sbyte>(key),
        GgufValueType.UInt16 => reader.Number<ushort>(key),
        GgufValueType.Int16 => reader.Number<short>(key),
        GgufValueType.UInt32 => reader.Number<uint>(key),
        GgufValueType.Int32 => reader.Number<int>(key),
        GgufValueType.UInt64 => (long)Math.Min(reader.Number<ulong>(key), long.MaxValue),
        GgufValueType.Int64 => reader.Number<long>(key),
        _ => throw UnknownType(key, type),
    };

    private GgufArray ReadArray(string key)
    {
        var type = (GgufValueType)reader.Number<uint>(key);
        var claimed = reader.Number<ulong>(key);
        var size = ElementSize(key, type);
        if (claimed > (ulong)(reader.Remaining / size))
        {
            throw reader.Damaged($"{key} claims {claimed} elements, more than the rest of the file can hold");
        }

        var count = (long)claimed;
        if (type == GgufValueType.String)
        {
            return new GgufArray(count, ReadTexts(key, count));
        }

        if (count > KeptElements)
        {
            reader.Skip(count * size, key);
            return new GgufArray(count, Elements: null);
        }

        return new GgufArray(count, type switch
        {
            GgufValueType.Bool => Repeat(count, () => ReadFlag(key)),
            GgufValueType.Float32 or GgufValueType.Float64 => Repeat(count, () => ReadReal(key, type)),
            _ => Repeat(count, () => ReadInteger(key, type)),
        });
    }

    private string[]? ReadTexts(string key, long count)
    {
        if (key == GgufKeys.Tokens)
        {
            ReadTokens(count);
            return null;
        }

        if (count <= KeptElements)
        {
            return Repeat(count, () => reader.Text(key));
        }

        for (var i = 0L; i < count; i++)
        {
            reader.SkipText(key);
        }

        return null;
    }

    private void ReadTokens(long count)
    {
        Vocabulary.Expect(count);
        for (var id = 0L; id < count; id++)
        {
            var text = reader.TextBytes(GgufKeys.Tokens);
            var earlier = Vocabulary.Add(text);
            if (earlier >= 0)
            {
                throw reader.Problem($"tokens {earlier} and {id} have the same text '{Encoding.UTF8.GetString(text)}', which llama.cpp "
                    + "cannot take. Convert the model again.");
            }
        }
    }

    private static T[] Repeat<T>(long count, Func<T> read)
    {
        var elements = new T[count];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i] = read();
        }

        return elements;
    }

    /// <summary>Bytes of an element; of a text, its length field.</summary>
    private int ElementSize(string key, GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.UInt64 or GgufValueType.Int64 or GgufValueType.Float64 or GgufValueType.String => 8,
        _ => throw UnknownType(key, type),
    };

    private ModelFileException UnknownType(string key, GgufValueType type) => reader.Damaged($"{key} has the type number {(uint)type}, "
        + "which does not exist there");
}
