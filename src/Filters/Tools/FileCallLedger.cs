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
    private readonly LineFile _file;
    private readonly ILogger _logger;

    /// <summary>Opens a ledger; creates its file where there is none.</summary>
    /// <param name="path">The file; another one of the same name and <c>.lock</c> lies beside it.</param>
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
            Load(path, capacity);
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

    private static LineFile Open(string path)
    {
        try
        {
            return new LineFile(path, (_, cause) => cause);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The call ledger '{path}' cannot be opened ({e.Message}). One process has it at a time; give each its own file, or a ledger in a database.", e);
        }
    }

    private void Load(string path, int capacity)
    {
        var places = new Dictionary<string, LineRange>(StringComparer.Ordinal);
        var lines = 0L;
        LineRange? torn = null;
        foreach (var place in _file.Lines())
        {
            lines++;
            if (_file.IsTorn(place))
            {
                torn = place;
            }
            else if (Read(_file.Read(place)) is { } line)
            {
                _records.Put(line.Key, new CallRecord(line.State, line.Result));
                places[line.Key] = place;
            }
            else
            {
                LogUnreadable(_logger, path);
            }
        }

        if (torn is { } last)
        {
            _file.DropTornLine(last);
        }

        if (lines > 2L * capacity)
        {
            _file.Keep(_records.Keys().Select(key => places[key]));
        }
    }

    private static Line? Read(byte[] line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LedgerJson.Default.Line) is { Key: not null, Result: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Append(Line line) => _file.Append([.. JsonSerializer.SerializeToUtf8Bytes(line, LedgerJson.Default.Line), (byte)'\n'], flush: true);

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "A line of {File} cannot be read as a recorded call and is left out.")]
    private static partial void LogUnreadable(ILogger logger, string file);

    [LoggerMessage(EventId = 23, Level = LogLevel.Error, Message = "The result of call {Key} could not be written. It is remembered until the process ends.")]
    private static partial void LogNotWritten(ILogger logger, Exception exception, string key);

    private sealed record Line(string Key, CallState State, string Result);

    [JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Line))]
    private sealed partial class LedgerJson : JsonSerializerContext;
}
