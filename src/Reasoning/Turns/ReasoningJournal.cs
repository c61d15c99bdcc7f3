namespace SKReasoning;

/// <summary>The reports of the last turns in memory.</summary>
/// <remarks>Thread-safe. Bounded: the oldest report goes when a new one does not fit. Empty after a restart.</remarks>
public sealed class ReasoningJournal : IReasoningJournal
{
    /// <summary>Reports that are kept unless said otherwise.</summary>
    public const int DefaultCapacity = 256;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, TurnReport> _reports = [];
    private readonly int _capacity;

    /// <summary>Creates an empty journal.</summary>
    /// <param name="capacity">Most reports that are kept; at least 1, default 256.</param>
    public ReasoningJournal(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <inheritdoc/>
    public TurnReport? Latest => Reports is [.., var last] ? last : null;

    /// <summary>The reports that are in the journal now, oldest first.</summary>
    public IReadOnlyList<TurnReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports.Values];
            }
        }
    }

    /// <inheritdoc/>
    public TurnReport? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        lock (_lock)
        {
            return _reports.GetValueOrDefault(id);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<TurnReport> NewestFirst() => Reports.Reverse();

    /// <inheritdoc/>
    public void Write(TurnReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_lock)
        {
            if (!_reports.Remove(report.Id) && _reports.Count == _capacity)
            {
                _reports.RemoveAt(0);
            }

            _reports.Add(report.Id, report);
        }
    }
}
