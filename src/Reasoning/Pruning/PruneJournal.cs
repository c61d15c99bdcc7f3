namespace SKReasoning;

/// <summary>The reports of the last requests, by id: messages carry the id only, so that histories stay small and can be serialised.</summary>
/// <remarks>Thread-safe. Bounded: the oldest report goes when a new one does not fit. Reports hold the texts of the units.</remarks>
public sealed class PruneJournal
{
    /// <summary>Reports that are kept unless said otherwise.</summary>
    public const int DefaultCapacity = 256;

    private readonly Lock _lock = new();
    private readonly Queue<PruneReport> _reports = [];
    private readonly int _capacity;

    /// <summary>Creates an empty journal.</summary>
    /// <param name="capacity">Most reports that are kept; at least 1, default 256.</param>
    public PruneJournal(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <summary>The reports that are in the journal now, oldest first.</summary>
    public IReadOnlyList<PruneReport> Reports
    {
        get
        {
            lock (_lock)
            {
                return [.. _reports];
            }
        }
    }

    /// <summary>The report written last; null where there is none.</summary>
    public PruneReport? Latest => Reports is [.., var last] ? last : null;

    /// <summary>The report with an id; null where it is not, or no longer, in the journal.</summary>
    public PruneReport? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Reports.FirstOrDefault(report => report.Id == id);
    }

    /// <summary>Adds a report.</summary>
    public void Write(PruneReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        lock (_lock)
        {
            if (_reports.Count == _capacity)
            {
                _reports.Dequeue();
            }

            _reports.Enqueue(report);
        }
    }
}
