namespace SKReasoning.LocalModel;

/// <summary>Takes a GGUF header apart and checks its structure: what the bytes say, not whether they make a model.</summary>
/// <remarks>
/// Format: GGUF versions 2 and 3: magic, version, counts, key-value pairs, tensor infos, padding, data. Everything is little-endian.
/// Offsets must leave no gaps between tensors, as llama.cpp wants it.
/// </remarks>
internal sealed class GgufParser(GgufReader reader)
{
    private const int NewestVersion = 3;
    private const int CountLimit = 1 << 16;
    private const int SmallestPair = 13;
    private const int SmallestTensor = 24;
    private const int NameLimit = 64;
    private const int DimensionLimit = 4;
    private const int DefaultAlignment = 32;

    private readonly GgufValueReader _values = new(reader);
    private readonly List<GgufTensor> _tensors = [];

    /// <summary>Reads a file's header to its end and checks that the data which it describes are in the file.</summary>
    /// <exception cref="ModelFileException">They are not, the header is broken, or the file cannot be read.</exception>
    public static (GgufHeader Header, GgufVocabulary Vocabulary) Parse(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ModelFileException(path, "it is a folder. Give the path of a .gguf file in it.");
        }

        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            var reader = new GgufReader(stream, path);
            var parser = new GgufParser(reader);
            parser.Parse();
            return (new GgufHeader(path, parser._values.Values, parser._tensors, reader.Position), parser._values.Vocabulary);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFileException(path, "there is no such file. Check the path, or download the model there.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFileException(path, $"it cannot be read: {e.Message}", e);
        }
    }

    private void Parse()
    {
        GgufMagic.Check(reader);
        CheckVersion(reader.Number<uint>("the version"));
        var tensors = Count("tensors", SmallestTensor);
        var pairs = Count("metadata values", SmallestPair);
        for (var i = 0; i < pairs; i++)
        {
            _values.ReadPair(i);
        }

        ReadTensors(tensors, Alignment());
    }

    private void CheckVersion(uint version)
    {
        if ((version & 0xffff) == 0 && version != 0)
        {
            throw reader.Problem("it is a big-endian GGUF file. Download or convert the little-endian one.");
        }

        if (version is < 2 or > NewestVersion)
        {
            throw reader.Problem($"its GGUF version is {version}, but only versions 2 and {NewestVersion} can be read. Convert the "
                + "model again.");
        }
    }

    private int Count(string what, int smallest)
    {
        var count = reader.Number<ulong>($"the number of {what}");
        return count > CountLimit || count > (ulong)(reader.Remaining / smallest)
            ? throw reader.Damaged($"it claims {count} {what}, more than a model has or its {reader.Remaining} bytes can hold")
            : (int)count;
    }

    private long Alignment()
    {
        var value = _values.Values.GetValueOrDefault(GgufKeys.Alignment, (long)DefaultAlignment);
        return value is long alignment && alignment is > 0 and <= 1 << 20 && long.IsPow2(alignment)
            ? alignment
            : throw reader.Damaged($"{GgufKeys.Alignment} is {value}, which is no power of two");
    }

    private void ReadTensors(int count, long alignment)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var end = 0L;
        for (var i = 0; i < count; i++)
        {
            var start = Pad(end, alignment);
            var tensor = ReadTensor(i, start);
            if (!names.Add(tensor.Name))
            {
                throw reader.Damaged($"two tensors are called '{tensor.Name}'");
            }

            end = start + tensor.Bytes;
            _tensors.Add(tensor);
        }

        var available = reader.Position + reader.Remaining - Pad(reader.Position, alignment);
        if (end > 0 && end > available)
        {
            throw reader.Problem($"its tensors take {end} bytes, but only {Math.Max(available, 0)} follow the header. The file is cut "
                + "short; download or copy it again.");
        }
    }

    private GgufTensor ReadTensor(int index, long expectedOffset)
    {
        var name = reader.Text($"the name of tensor {index}");
        if (name.Length is 0 or >= NameLimit)
        {
            throw reader.Damaged($"the name of tensor {index} has {name.Length} characters, but 1 to {NameLimit - 1} are possible");
        }

        var dimensions = reader.Number<uint>(name);
        if (dimensions > DimensionLimit)
        {
            throw reader.Damaged($"tensor '{name}' claims {dimensions} dimensions, but {DimensionLimit} are the most");
        }

        var shape = new long[dimensions];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = reader.Number<long>(name);
        }

        var number = reader.Number<uint>(name);
        var type = GgufTensorType.Find(number)
            ?? throw reader.Problem($"tensor '{name}' has the format number {number}, which this release of llama.cpp cannot read. Get "
                + "the model in another quantisation.");
        var bytes = Bytes(name, shape, type);
        var offset = reader.Number<ulong>(name);
        return offset == (ulong)expectedOffset
            ? new GgufTensor(name, shape, type, bytes)
            : throw reader.Damaged($"the data of tensor '{name}' should start at offset {expectedOffset}, but its header says {offset}");
    }

    private long Bytes(string name, long[] shape, GgufTensorType type)
    {
        var elements = 1L;
        foreach (var size in shape)
        {
            // Even at one bit an element, more than this is no file that exists; it keeps sums of sizes far from overflow.
            if (size <= 0 || elements > (1L << 44) / size)
            {
                throw reader.Damaged($"tensor '{name}' cannot have the shape ({string.Join(", ", shape)})");
            }

            elements *= size;
        }

        return elements % type.BlockElements == 0 && (shape.Length == 0 ? 1 : shape[0]) % type.BlockElements == 0
            ? elements / type.BlockElements * type.BlockBytes
            : throw reader.Damaged($"tensor '{name}' has rows of {shape.FirstOrDefault(1)} elements, which its format {type.Name} "
                + $"cannot store: it needs a multiple of {type.BlockElements}");
    }

    private static long Pad(long size, long alignment) => (size + alignment - 1) / alignment * alignment;
}
