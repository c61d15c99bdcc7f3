namespace SKReasoning.LocalModel;

/// <summary>The checked header of a GGUF file: metadata and the list of tensors, without their data.</summary>
/// <remarks>
/// Immutable and thread-safe. Long arrays (tokens, scores, merges) are checked or passed over, not kept. Reading costs one pass over the
/// header, whatever the size of the weights.
/// </remarks>
internal sealed class GgufHeader
{
    private readonly Dictionary<string, object> _values;

    internal GgufHeader(string path, Dictionary<string, object> values, IReadOnlyList<GgufTensor> tensors, long bytes)
    {
        FilePath = path;
        Bytes = bytes;
        _values = values;
        Tensors = tensors;
        Architecture = Text(GgufKeys.Architecture) ?? "";
        const string Prefix = GgufKeys.ChatTemplate + ".";
        ChatTemplates = values
            .Where(v => v.Value is string && v.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(v => v.Key[Prefix.Length..], v => (string)v.Value, StringComparer.Ordinal);
    }

    public string FilePath { get; }

    /// <summary>Bytes from the start of the file to the end of the header; the weights follow.</summary>
    public long Bytes { get; }

    /// <summary>Name of the architecture, such as llama.</summary>
    public string Architecture { get; }

    /// <summary>The default chat template, in Jinja; null where the model has none.</summary>
    public string? ChatTemplate => Text(GgufKeys.ChatTemplate);

    /// <summary>Further chat templates by their names, such as tool_use.</summary>
    public IReadOnlyDictionary<string, string> ChatTemplates { get; }

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<GgufTensor> Tensors { get; }

    /// <summary>Reads the header and refuses what llama.cpp cannot load, above all what would end the process there.</summary>
    /// <remarks>Other parts of a split model are opened too.</remarks>
    /// <exception cref="ModelFileException">The file cannot be read, is damaged, or holds no model that can answer.</exception>
    public static GgufHeader Read(string path)
    {
        var (header, vocabulary) = GgufParser.Parse(path);
        ArchitectureCheck.Run(header);
        SplitCheck.Run(header);
        HyperparameterCheck.Run(header);
        TensorCheck.Run(header);
        TokenizerCheck.Run(header, vocabulary);
        return header;
    }

    /// <summary>All keys of the metadata.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <summary>The full key of a hyper-parameter, which starts with the architecture.</summary>
    public string Key(string hyperparameter) => $"{Architecture}.{hyperparameter}";

    /// <summary>A text; null where the key is absent or holds something else.</summary>
    public string? Text(string key) => _values.GetValueOrDefault(key) as string;

    /// <summary>An integer of any width; null where the key is absent or holds something else.</summary>
    public long? Integer(string key) => _values.GetValueOrDefault(key) as long?;

    /// <summary>A floating-point number; null where the key is absent or holds something else.</summary>
    public double? Real(string key) => _values.GetValueOrDefault(key) as double?;

    /// <summary>A truth value; null where the key is absent or holds something else.</summary>
    public bool? Flag(string key) => _values.GetValueOrDefault(key) as bool?;

    /// <summary>An array of texts; null where the key is absent, holds something else, or the array is too long to keep.</summary>
    public IReadOnlyList<string>? Texts(string key) => (_values.GetValueOrDefault(key) as GgufArray)?.Elements as string[];

    /// <summary>An array of integers; null where the key is absent, holds something else, or the array is too long to keep.</summary>
    public IReadOnlyList<long>? Integers(string key) => (_values.GetValueOrDefault(key) as GgufArray)?.Elements as long[];

    /// <summary>An array of truth values; null where the key is absent, holds something else, or the array is too long to keep.</summary>
    public IReadOnlyList<bool>? Flags(string key) => (_values.GetValueOrDefault(key) as GgufArray)?.Elements as bool[];

    /// <summary>Elements of an array in the file, kept or not; null where the key is absent or holds something else.</summary>
    public long? Count(string key) => (_values.GetValueOrDefault(key) as GgufArray)?.Count;

    /// <summary>The exception for this file.</summary>
    public ModelFileException Problem(string problem) => new(FilePath, problem);
}
