using System.Text;

namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>A GGUF file in memory whose parts can be changed one by one, also to what no file should hold.</summary>
internal sealed class GgufImage
{
    private const int Alignment = 32;

    private GgufImage(List<GgufPair> pairs, List<GgufTensorInfo> tensors, byte[] data)
    {
        Pairs = pairs;
        Tensors = tensors;
        Data = data;
    }

    public uint Version { get; set; } = 3;

    public List<GgufPair> Pairs { get; }

    public List<GgufTensorInfo> Tensors { get; }

    public byte[] Data { get; }

    /// <summary>Bytes before the padding in front of the data, of the last image that was written.</summary>
    public int HeaderLength { get; private set; }

    /// <summary>Positions of all counts, lengths and type numbers in the last image that was written, with their widths.</summary>
    public List<(int Position, int Width)> Fields { get; } = [];

    /// <summary>Takes a valid file apart.</summary>
    public static GgufImage Parse(byte[] file)
    {
        using var reader = new BinaryReader(new MemoryStream(file));
        reader.ReadUInt32();
        var version = reader.ReadUInt32();
        var tensorCount = reader.ReadInt64();
        var pairCount = reader.ReadInt64();
        var pairs = new List<GgufPair>();
        for (var i = 0; i < pairCount; i++)
        {
            pairs.Add(new GgufPair(Encoding.UTF8.GetString(ReadText(reader)), ReadValue(reader, reader.ReadUInt32())));
        }

        var tensors = new List<GgufTensorInfo>();
        for (var i = 0; i < tensorCount; i++)
        {
            var name = Encoding.UTF8.GetString(ReadText(reader));
            var shape = new ulong[reader.ReadUInt32()];
            for (var d = 0; d < shape.Length; d++)
            {
                shape[d] = reader.ReadUInt64();
            }

            tensors.Add(new GgufTensorInfo(name, shape, reader.ReadUInt32(), reader.ReadUInt64()));
        }

        var start = (int)(reader.BaseStream.Position + Alignment - 1) / Alignment * Alignment;
        return new GgufImage(pairs, tensors, file[start..]) { Version = version };
    }

    public static GgufImage Load(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Sets a value, at the end where the key is new. Types: those of C#, byte[][] for texts.</summary>
    public GgufImage Set(string key, object value)
    {
        var index = Pairs.FindIndex(p => p.Key == key);
        var pair = new GgufPair(key, value is string text ? Encoding.UTF8.GetBytes(text) : value);
        if (index < 0)
        {
            Pairs.Add(pair);
        }
        else
        {
            Pairs[index] = pair;
        }

        return this;
    }

    public GgufImage Remove(string key)
    {
        Pairs.RemoveAll(p => p.Key == key);
        return this;
    }

    public object Value(string key) => Pairs.Single(p => p.Key == key).Value;

    /// <summary>Changes the texts of an array.</summary>
    public GgufImage SetTexts(string key, Func<int, string, string> change)
        => Set(key, ((byte[][])Value(key)).Select((t, i) => Encoding.UTF8.GetBytes(change(i, Encoding.UTF8.GetString(t)))).ToArray());

    /// <summary>Changes one tensor's entry.</summary>
    public GgufImage SetTensor(string name, Func<GgufTensorInfo, GgufTensorInfo> change)
    {
        var index = Tensors.FindIndex(t => t.Name == name);
        Tensors[index] = change(Tensors[index]);
        return this;
    }

    public byte[] ToBytes()
    {
        Fields.Clear();
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        WriteField(writer, Version);
        WriteField(writer, (ulong)Tensors.Count);
        WriteField(writer, (ulong)Pairs.Count);
        foreach (var (key, value) in Pairs)
        {
            WriteText(writer, Encoding.UTF8.GetBytes(key));
            WriteField(writer, TypeOf(value));
            WriteValue(writer, value);
        }

        foreach (var tensor in Tensors)
        {
            WriteText(writer, Encoding.UTF8.GetBytes(tensor.Name));
            WriteField(writer, (uint)tensor.Shape.Length);
            Array.ForEach(tensor.Shape, d => WriteField(writer, d));
            WriteField(writer, tensor.Type);
            WriteField(writer, tensor.Offset);
        }

        writer.Flush();
        HeaderLength = (int)stream.Length;
        writer.Write(new byte[(Alignment - (HeaderLength % Alignment)) % Alignment]);
        writer.Write(Data);
        writer.Flush();
        return stream.ToArray();
    }

    private static byte[] ReadText(BinaryReader reader) => reader.ReadBytes((int)reader.ReadUInt64());

    private static object ReadValue(BinaryReader reader, uint type) => type switch
    {
        0 => reader.ReadByte(),
        1 => reader.ReadSByte(),
        2 => reader.ReadUInt16(),
        3 => reader.ReadInt16(),
        4 => reader.ReadUInt32(),
        5 => reader.ReadInt32(),
        6 => reader.ReadSingle(),
        7 => reader.ReadBoolean(),
        8 => ReadText(reader),
        9 => ReadArray(reader),
        10 => reader.ReadUInt64(),
        11 => reader.ReadInt64(),
        12 => reader.ReadDouble(),
        _ => throw new InvalidDataException($"Type {type}."),
    };

    private static Array ReadArray(BinaryReader reader)
    {
        var type = reader.ReadUInt32();
        var count = (int)reader.ReadUInt64();
        return type switch
        {
            5 => Enumerable.Range(0, count).Select(_ => reader.ReadInt32()).ToArray(),
            6 => Enumerable.Range(0, count).Select(_ => reader.ReadSingle()).ToArray(),
            8 => Enumerable.Range(0, count).Select(_ => ReadText(reader)).ToArray(),
            _ => throw new InvalidDataException($"Array of type {type}."),
        };
    }

    private static uint TypeOf(object value) => value switch
    {
        byte => 0,
        sbyte => 1,
        ushort => 2,
        short => 3,
        uint => 4,
        int => 5,
        float => 6,
        bool => 7,
        byte[] => 8,
        Array => 9,
        ulong => 10,
        long => 11,
        double => 12,
        _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
    };

    private void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte v: writer.Write(v); break;
            case sbyte v: writer.Write(v); break;
            case ushort v: writer.Write(v); break;
            case short v: writer.Write(v); break;
            case uint v: writer.Write(v); break;
            case int v: writer.Write(v); break;
            case float v: writer.Write(v); break;
            case bool v: writer.Write(v); break;
            case ulong v: writer.Write(v); break;
            case long v: writer.Write(v); break;
            case double v: writer.Write(v); break;
            case byte[] text: WriteText(writer, text); break;
            case Array array: WriteArray(writer, array); break;
            default: throw new ArgumentException(value.GetType().Name, nameof(value));
        }
    }

    private void WriteArray(BinaryWriter writer, Array array)
    {
        // Not by pattern: to the runtime, an int[] is a uint[] too.
        var element = array.GetType().GetElementType()!;
        WriteField(writer, element == typeof(byte[]) ? TypeOf(Array.Empty<byte>()) : TypeOf(Activator.CreateInstance(element)!));
        WriteField(writer, (ulong)array.Length);
        foreach (var item in array)
        {
            WriteValue(writer, item);
        }
    }

    private void WriteText(BinaryWriter writer, byte[] text)
    {
        WriteField(writer, (ulong)text.Length);
        writer.Write(text);
    }

    private void WriteField(BinaryWriter writer, uint value)
    {
        Fields.Add(((int)writer.BaseStream.Position, sizeof(uint)));
        writer.Write(value);
    }

    private void WriteField(BinaryWriter writer, ulong value)
    {
        Fields.Add(((int)writer.BaseStream.Position, sizeof(ulong)));
        writer.Write(value);
    }
}
