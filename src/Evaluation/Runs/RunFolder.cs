using System.Collections.Concurrent;
using System.Text.Json;

namespace SKReasoning.Evaluation;

/// <summary>The files of a run: what it measures in <c>run.json</c>, and a line for each answered item in <c>results.jsonl</c>, which only grows.</summary>
/// <remarks>
/// A line that a killed process left half written is cut off, and its item is answered again; no whole line is ever lost or written twice.
/// One process at a time. <see cref="Add"/> is thread-safe.
/// </remarks>
public sealed class RunFolder : IDisposable
{
    private const string HeaderName = "run.json";
    private const string ResultsName = "results.jsonl";
    private const string ClaimName = "run.lock";

    /// <summary>Name of the file with the run's summary.</summary>
    public const string SummaryName = "summary.json";

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<(string Arm, string Item), ItemResult> _results = new();
    private readonly FileStream _file;
    private readonly FileStream? _claim;

    private RunFolder(string path, RunHeader header, FileStream file, FileStream? claim) => (Path, Header, _file, _claim) = (path, header, file, claim);

    /// <summary>Path of the folder.</summary>
    public string Path { get; }

    /// <summary>What the run measures.</summary>
    public RunHeader Header { get; }

    /// <summary>The results so far, in no order.</summary>
    public ICollection<ItemResult> Results => _results.Values;

    /// <summary>Opens the folder of a run, or begins one.</summary>
    /// <param name="path">Path of the folder.</param>
    /// <param name="header">What the run measures.</param>
    /// <exception cref="RunFolderException">The folder holds another run, is in use, or cannot be read or written.</exception>
    public static RunFolder Open(string path, RunHeader header)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(header);
        FileStream? file = null, claim = null;
        try
        {
            Directory.CreateDirectory(path);
            claim = Claim(path);
            file = new FileStream(System.IO.Path.Combine(path, ResultsName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            var kept = WriteHeader(path, header);
            var folder = new RunFolder(path, kept, file, claim);
            folder.ReadResults();
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            claim?.Dispose();
            throw new RunFolderException($"{path}: {e.Message}", e);
        }
        catch
        {
            file?.Dispose();
            claim?.Dispose();
            throw;
        }
    }

    /// <summary>Reads the results of a run that may have ended.</summary>
    /// <param name="path">Path of the folder.</param>
    /// <exception cref="RunFolderException">It is no folder of a run.</exception>
    public static (RunHeader Header, IReadOnlyList<ItemResult> Results) Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ReadHeader(path) is not { } header)
        {
            throw new RunFolderException($"{path}: there is no {HeaderName}; give the folder that a run wrote to.");
        }

        try
        {
            using var file = new FileStream(System.IO.Path.Combine(path, ResultsName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var folder = new RunFolder(path, header, file, claim: null);
            folder.ReadLines();
            return (header, [.. folder.Results]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFolderException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Whether an item was answered by an arm.</summary>
    public bool Has(string arm, string item) => _results.ContainsKey((arm, item));

    /// <summary>Adds a result; when this returns it is in the file. A second result of the same arm and item is left out.</summary>
    public void Add(ItemResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(result, RunJson.Default.ItemResult), (byte)'\n'];
        lock (_lock)
        {
            if (_results.TryAdd((result.Arm, result.Item), result))
            {
                _file.Write(line);
                _file.Flush();
            }
        }
    }

    /// <summary>Writes what the run found into its folder.</summary>
    /// <returns>Path of the file.</returns>
    public string Write(EvaluationSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var file = System.IO.Path.Combine(Path, SummaryName);
        File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(summary, RunJson.Indented().EvaluationSummary));
        return file;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _claim?.Dispose();
    }

    // A file of its own: systems other than Windows do not keep writers apart who let others read, and results may be read while they grow.
    private static FileStream Claim(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, ClaimName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new RunFolderException($"{path}: the run is in use: {e.Message} A run writes from one process at a time.", e);
        }
    }

    private static RunHeader WriteHeader(string path, RunHeader header)
    {
        var kept = header;
        if (ReadHeader(path) is { } earlier)
        {
            if (header.DifferenceFrom(earlier) is { } difference)
            {
                throw new RunFolderException($"{path} holds another run: {difference}. Give another folder, or delete this one.");
            }

            kept = header with { Arms = earlier.Arms.Concat(header.Arms).DistinctBy(arm => arm.Key).ToDictionary(arm => arm.Key, arm => arm.Value) };
        }

        var file = System.IO.Path.Combine(path, HeaderName);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(kept, RunJson.Indented().RunHeader));
        File.Move(file + ".new", file, overwrite: true);
        return kept;
    }

    private static RunHeader? ReadHeader(string path)
    {
        var file = System.IO.Path.Combine(path, HeaderName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), RunJson.Default.RunHeader) is { Model: { Name: not null, Hash: not null, TemplateHash: not null }, Arms: not null, Tasks: not null } header
                ? header
                : throw new RunFolderException($"{file}: it does not say what the run measures. Give another folder.");
        }
        catch (JsonException e)
        {
            throw new RunFolderException($"{file}: {e.Message} Give another folder.", e);
        }
    }

    private void ReadResults()
    {
        _file.SetLength(ReadLines());
        _file.Seek(0, SeekOrigin.End);
    }

    /// <summary>Reads all whole lines.</summary>
    /// <returns>Bytes that they take.</returns>
    private long ReadLines()
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var (start, number) = (0, 0);
        while (Array.IndexOf(bytes, (byte)'\n', start) is >= 0 and var end)
        {
            number++;
            try
            {
                var result = JsonSerializer.Deserialize(bytes.AsSpan(start, end - start), RunJson.Default.ItemResult);
                if (result is not { Arm: not null, Item: not null } || result.Outcome is { Answer: null } or { Curve.IsDefault: true } or { Signals: null })
                {
                    throw new JsonException("A result has an arm, an item and an outcome.");
                }

                _results.TryAdd((result.Arm, result.Item), result);
            }
            catch (JsonException e)
            {
                throw new RunFolderException($"{System.IO.Path.Combine(Path, ResultsName)}, line {number}: {e.Message} Only whole lines of results belong in it.", e);
            }

            start = end + 1;
        }

        return start;
    }
}
