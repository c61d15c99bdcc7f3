using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.Filters;

/// <summary>Remembers calls in a file, so that a request that is taken up again after a crash runs none of them twice.</summary>
/// <remarks>
/// <para>
/// A call is on the disk before its tool runs, and its result before the model reads it: both wait for the disk, some milliseconds.
/// A call whose process died in between stands there as begun, and is never run again, because whether it took effect is not known.
/// </para>
/// <para>
/// One line of JSON a change. A line that a crash cut off is dropped when the file is opened. Thread-safe; one process at a time.
/// Bounded: when a file is opened that holds more lines than twice the capacity, the oldest records go.
/// </para>
/// </remarks>
public sealed partial class FileCallLedger : ICallLedger, IDisposable
{
    private readonly Lock _lock = new();
    private readonly CallLedger _records;
    private readonly FileStream _file;
    private readonly ILogger _logger;

    /// <summary>Opens a ledger; creates its file where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="capacity">Most records that are kept; at least 1, default 16384.</param>
    /// <param name="logger">Where lines that cannot be read are logged; null for nowhere.</param>
    /// <exception cref="IOException">The file cannot be opened: another process has it, or may not be written.</exception>
    public FileCallLedger(string path, int capacity = CallLedger.DefaultCapacity, ILogger<FileCallLedger>? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _records = new CallLedger(capacity);
        _file = Open(path);
        try
        {
            if (Load() > 2L * capacity)
            {
                var compact = Compact(path);
                _file.Dispose();
                File.Move(compact, path, overwrite: true);
                _file = Open(path);
                _file.Seek(0, SeekOrigin.End);
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<CallRecord?> FindAsync(string key, CancellationToken cancellationToken) => _records.FindAsync(key, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="IOException">The record cannot be written; the call must not run then.</exception>
    public ValueTask<CallRecord?> BeginAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_records.Begin(key) is { } known)
            {
                return ValueTask.FromResult<CallRecord?>(known);
            }

            try
            {
                Append(new Line(key, CallState.Begun, ""));
                return ValueTask.FromResult<CallRecord?>(null);
            }
            catch
            {
                _records.Forget(key);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Where the disk fails the result is remembered in memory; after a crash the call is one whose outcome is not known.</remarks>
    public async ValueTask EndAsync(string key, CallRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        await _records.EndAsync(key, record);
        try
        {
            lock (_lock)
            {
                Append(new Line(key, record.State, record.Result));
            }
        }
        catch (IOException e)
        {
            LogNotWritten(_logger, e, key);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The call ledger '{path}' cannot be opened ({e.Message}). One process has it at a time; give each its own file, or a ledger in a database.", e);
        }
    }

    private long Load()
    {
        using var reader = new StreamReader(_file, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n') + 1;
        string[] lines = text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Array.ForEach(lines, Read);
        _file.SetLength(Encoding.UTF8.GetByteCount(text.AsSpan(0, end)));
        _file.Seek(0, SeekOrigin.End);
        return lines.Length;
    }

    private void Read(string line)
    {
        try
        {
            if (JsonSerializer.Deserialize(line, LedgerJson.Default.Line) is { Key: not null, Result: not null } read)
            {
                _records.Put(read.Key, new CallRecord(read.State, read.Result));
                return;
            }
        }
        catch (JsonException)
        {
            // Said below, with the line that is no JSON and the one that is something else.
        }

        LogUnreadable(_logger, _file.Name);
    }

    // Beside the file and then in its place, so that a crash leaves one of the two whole.
    private string Compact(string path)
    {
        var compact = path + ".compact";
        using var file = new FileStream(compact, FileMode.Create, FileAccess.Write, FileShare.None);
        foreach (var (key, record) in _records.All())
        {
            Write(file, new Line(key, record.State, record.Result));
        }

        file.Flush(flushToDisk: true);
        return compact;
    }

    private void Append(Line line)
    {
        Write(_file, line);
        _file.Flush(flushToDisk: true);
    }

    private static void Write(FileStream file, Line line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, LedgerJson.Default.Line), (byte)'\n'];
        file.Write(bytes);
    }

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "A line of {File} cannot be read as a recorded call and is left out.")]
    private static partial void LogUnreadable(ILogger logger, string file);

    [LoggerMessage(EventId = 23, Level = LogLevel.Error, Message = "The result of call {Key} could not be written. It is remembered until the process ends.")]
    private static partial void LogNotWritten(ILogger logger, Exception exception, string key);

    private sealed record Line(string Key, CallState State, string Result);

    [JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Line))]
    private sealed partial class LedgerJson : JsonSerializerContext;
}
