using System.Text;

namespace SKReasoning.TestKit.RandomModels;

/// <summary>Collects the metadata and the list of tensors of a GGUF file, and writes both in front of the data.</summary>
internal sealed class GgufHeaderWriter
{
    private const int Alignment = 32;
    private const uint Version = 3;

    private readonly List<Action<BinaryWriter>> _values = [];
    private readonly List<Action<BinaryWriter>> _tensors = [];
    private ulong _dataLength;

    public void Add(string key, uint value) => AddValue(key, type: 4, writer => writer.Write(value));

    public void Add(string key, float value) => AddValue(key, type: 6, writer => writer.Write(value));

    public void Add(string key, bool value) => AddValue(key, type: 7, writer => writer.Write(value));

    public void Add(string key, string value) => AddValue(key, type: 8, writer => WriteText(writer, value));

    public void Add(string key, IReadOnlyList<int> values) => AddArray(key, elementType: 5, values, (writer, value) => writer.Write(value));

    public void Add(string key, IReadOnlyList<string> values) => AddArray(key, elementType: 8, values, WriteText);

    /// <summary>Adds a tensor whose data follows that of the one before.</summary>
    /// <param name="name">Name in the file.</param>
    /// <param name="shape">Elements of each dimension, the fastest first.</param>
    /// <param name="type">Number of the format.</param>
    /// <param name="bytes">Size of the data without padding.</param>
    public void AddTensor(string name, IReadOnlyList<int> shape, uint type, long bytes)
    {
        var offset = _dataLength;
        _dataLength += ((ulong)bytes + Alignment - 1) / Alignment * Alignment;
        _tensors.Add(writer =>
        {
            WriteText(writer, name);
            writer.Write((uint)shape.Count);
            foreach (var size in shape)
            {
                writer.Write((ulong)size);
            }

            writer.Write(type);
            writer.Write(offset);
        });
    }

    /// <summary>Writes the header and the padding behind it to the start of a file.</summary>
    public void WriteTo(Stream stream)
    {
        using var header = new MemoryStream();
        using var writer = new BinaryWriter(header);
        writer.Write("GGUF"u8);
        writer.Write(Version);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_values.Count);
        _values.ForEach(write => write(writer));
        _tensors.ForEach(write => write(writer));
        writer.Flush();
        header.WriteTo(stream);
        Pad(stream);
    }

    /// <summary>Fills up to where the next tensor may begin.</summary>
    public static void Pad(Stream stream) => stream.Write(new byte[(Alignment - (stream.Position % Alignment)) % Alignment]);

    private void AddArray<T>(string key, uint elementType, IReadOnlyList<T> values, Action<BinaryWriter, T> write) => AddValue(key, type: 9, writer =>
    {
        writer.Write(elementType);
        writer.Write((ulong)values.Count);
        foreach (var value in values)
        {
            write(writer, value);
        }
    });

    private void AddValue(string key, uint type, Action<BinaryWriter> write) => _values.Add(writer =>
    {
        WriteText(writer, key);
        writer.Write(type);
        write(writer);
    });

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
