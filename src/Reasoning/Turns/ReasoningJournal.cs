namespace SKReasoning;

/// <summary>The reports of the last turns, by id: messages carry the id only, so that histories stay small and can be serialised.</summary>
/// <remarks>Thread-safe. Bounded: the oldest report goes when a new one does not fit.</remarks>
public sealed class ReasoningJournal
{
    /// <summary>Reports that are kept unless said otherwise.</summary>
    public const int DefaultCapacity = 256;

    private readonly Lock _lock = new();
    private readonly Queue<TurnReport> _reports = [];
    private readonly Dictionary<string, TurnReport> _byId = [];
    private readonly int _capacity;
    private TurnReport? _latest;

    /// <summary>Creates an empty journal.</summary>
    /// <param name="capacity">Most reports that are kept; at least 1, default 256.</param>
    public ReasoningJournal(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <summary>The report written last; null where there is none.</summary>
    public TurnReport? Latest
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    /// <summary>The reports that are in the journal now, oldest first.</summary>
    public IReadOnlyList<TurnReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports];
            }
        }
    }

    /// <summary>The report with an id; null where it is not, or no longer, in the journal.</summary>
    public TurnReport? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_lock)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>Adds a report.</summary>
    public void Write(TurnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_lock)
        {
            if (_reports.Count == _capacity)
            {
                _byId.Remove(_reports.Dequeue().Id);
            }

            _reports.Enqueue(report);
            _byId[report.Id] = report;
            _latest = report;
        }
    }
}
