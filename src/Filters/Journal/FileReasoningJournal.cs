using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace SKReasoning.Filters;

/// <summary>The reports of the last turns in a file of JSON lines, which survives a restart.</summary>
/// <remarks>
/// <para>
/// <see cref="Write"/> appends one line before it returns, so the report of a message that was sent is there even where the process is
/// killed the moment after; see <see cref="FileReasoningJournalOptions.FlushesToDisk"/> for losses of power. A line that was cut off,
/// is corrupt or is of another version is skipped. A failing disk costs no turn: it is logged, and the last <see cref="MostUnsaved"/>
/// reports stay in memory until a later write succeeds. A report larger than the whole file may be is logged and dropped.
/// </para>
/// <para>
/// Thread-safe. The file belongs to one journal of one process. Memory holds where each report lies, not the report: finding one reads
/// its line. Compacting the file writes at most <see cref="FileReasoningJournalOptions.MaxBytes"/>, while which others wait.
/// </para>
/// </remarks>
public sealed partial class FileReasoningJournal : IReasoningJournal, IDisposable
{
    /// <summary>Most reports that wait in memory for a disk that fails.</summary>
    public const int MostUnsaved = 16;

    // Lines of reports that went are read again at every start, so they are not left to pile up.
    private const int MostSpareLines = 64;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, LineRange> _saved = [];
    private readonly OrderedDictionary<string, ReadOnlyMemory<byte>> _unsaved = [];
    private readonly string _path;
    private readonly FileReasoningJournalOptions _options;
    private readonly ILogger _logger;
    private readonly LineFile _file;
    private long _lines;
    private bool _isDisposed;

    /// <summary>Opens a journal, or creates it and its folder.</summary>
    /// <param name="path">The file; another one of the same name and <c>.lock</c> lies beside it.</param>
    /// <param name="options">What is kept; null for the defaults. Not to be changed afterwards.</param>
    /// <param name="logger">Where losses are logged; null for nowhere.</param>
    /// <exception cref="JournalInUseException">The file is open already, here or in another process.</exception>
    /// <exception cref="IOException">The file cannot be opened or created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read or written.</exception>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all.</exception>
    public FileReasoningJournal(string path, FileReasoningJournalOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _options = options ?? new();
        new FileReasoningJournalOptionsValidator().ThrowIfInvalid(_options);
        _path = path;
        _logger = logger ?? NullLogger.Instance;
        _file = new LineFile(path, JournalInUseException.For);
        try
        {
            Load();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Lines that were cut off, corrupt or of another version when the journal was opened.</summary>
    public int SkippedLines { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Reads it from the file.</remarks>
    public TurnReport? Latest => NewestFirst().FirstOrDefault();

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    public TurnReport? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (Line(id) is not { } line)
        {
            return null;
        }

        if (JournalLine.Read(line.Span) is { } report)
        {
            return report;
        }

        LogUnreadable(_logger, null, id, _path);
        return null;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    public IEnumerable<TurnReport> NewestFirst()
    {
        string[] ids;
        lock (_lock)
        {
            ids = [.. _saved.Keys, .. _unsaved.Keys];
        }

        return ids.Reverse().Select(Find).OfType<TurnReport>();
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The journal was closed.</exception>
    public void Write(TurnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var line = JournalLine.Write(ReportRedaction.Apply(report.Detach(), _options));
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _saved.Remove(report.Id);
            _unsaved.Remove(report.Id);
            _unsaved.Add(report.Id, line);
            Save();
        }
    }

    /// <summary>Closes the file, for another journal to open.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _file.Dispose();
        }
    }

    private void Load()
    {
        var (torn, corrupt, other) = (0L, 0, 0);
        foreach (var line in _file.Lines())
        {
            _lines++;
            var id = "";
            switch (line.Length < Math.Min(_options.MaxBytes, Array.MaxLength) ? JournalLine.Examine(_file.Read(line), out id) : JournalLine.Kind.Corrupt)
            {
                case JournalLine.Kind.Report:
                    _saved.Remove(id);
                    _saved.Add(id, line);
                    break;
                case JournalLine.Kind.OtherVersion:
                    other++;
                    break;
                case JournalLine.Kind.Corrupt when _file.IsTorn(line):
                    torn = line.Length;
                    break;
                case JournalLine.Kind.Corrupt:
                    corrupt++;
                    break;
            }
        }

        SkippedLines = corrupt + other + (torn > 0 ? 1 : 0);
        LogSkipped(torn, corrupt, other);
        if (_file.Length > _options.MaxBytes)
        {
            TryCompact(_options.MaxBytes / 2);
        }

        Trim();
    }

    private ReadOnlyMemory<byte>? Line(string id)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_unsaved.TryGetValue(id, out var line))
            {
                return line;
            }

            if (!_saved.TryGetValue(id, out var place))
            {
                return null;
            }

            try
            {
                return _file.Read(place);
            }
            catch (Exception e) when (LineFile.IsLoss(e))
            {
                LogUnreadable(_logger, e, id, _path);
                return null;
            }
        }
    }

    // In order, so that what waited for the disk does not come after what was written later.
    private void Save()
    {
        while (_unsaved.Count > 0 && TrySave(_unsaved.GetAt(0)))
        {
            _unsaved.RemoveAt(0);
        }

        if (_unsaved.Count > MostUnsaved)
        {
            _unsaved.RemoveAt(0);
        }

        Trim();
    }

    private bool TrySave(KeyValuePair<string, ReadOnlyMemory<byte>> report)
    {
        var (id, line) = report;
        if (line.Length > _options.MaxBytes)
        {
            LogTooLarge(_logger, id, line.Length, _path, _options.MaxBytes);
            return true;
        }

        // Half of the file at once, so that compacting is rare; and a byte for the line feed that may close a torn line.
        if (_file.Length + line.Length + 1 > _options.MaxBytes && !TryCompact(Math.Min(_options.MaxBytes / 2, _options.MaxBytes - line.Length)))
        {
            return false;
        }

        try
        {
            _saved.Add(id, _file.Append(line.Span, _options.FlushesToDisk));
            _lines++;
            return true;
        }
        catch (Exception e) when (LineFile.IsLoss(e))
        {
            LogWriteFailed(_logger, e, id, _path);
            return false;
        }
    }

    private void Trim()
    {
        while (_saved.Count > _options.MaxReports)
        {
            _saved.RemoveAt(0);
        }

        if (_lines > (2L * _options.MaxReports) + MostSpareLines)
        {
            TryCompact(_options.MaxBytes);
        }
    }

    private bool TryCompact(long budget)
    {
        var first = _saved.Count;
        for (var bytes = 0L; first > 0 && (bytes += _saved.GetAt(first - 1).Value.Length + 1) <= budget;)
        {
            first--;
        }

        try
        {
            var places = _file.Keep(_saved.Values.Skip(first));
            for (; first > 0; first--)
            {
                _saved.RemoveAt(0);
            }

            for (var i = 0; i < places.Count; i++)
            {
                _saved.SetAt(i, places[i]);
            }

            _lines = places.Count;
            LogCompacted(_logger, _path, places.Count, _file.Length);
            return true;
        }
        catch (Exception e) when (LineFile.IsLoss(e))
        {
            LogCompactFailed(_logger, e, _path);
            return false;
        }
    }
}
