namespace SKReasoning.Filters;

/// <summary>Remembers calls in memory: a promise that holds as long as the process does.</summary>
/// <remarks>Thread-safe. Bounded: of more records than fit the oldest go.</remarks>
public sealed class CallLedger : ICallLedger
{
    /// <summary>Records that are kept unless said otherwise.</summary>
    public const int DefaultCapacity = 16_384;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, CallRecord> _records = new(StringComparer.Ordinal);
    private readonly int _capacity;

    /// <summary>Creates an empty ledger.</summary>
    /// <param name="capacity">Most records that are kept; at least 1, default 16384.</param>
    public CallLedger(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
    }

    /// <inheritdoc/>
    public ValueTask<CallRecord?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return ValueTask.FromResult(_records.GetValueOrDefault(key));
        }
    }

    /// <inheritdoc/>
    public ValueTask<CallRecord?> BeginAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Begin(key));
    }

    /// <inheritdoc/>
    public ValueTask EndAsync(string key, CallRecord record)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(record);
        lock (_lock)
        {
            Add(key, record);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The keys of all records, oldest first.</summary>
    internal IReadOnlyList<string> Keys()
    {
        lock (_lock)
        {
            return [.. _records.Keys];
        }
    }

    /// <summary>Records that a call is about to run; null where it was not begun before.</summary>
    internal CallRecord? Begin(string key)
    {
        lock (_lock)
        {
            if (_records.TryGetValue(key, out var known))
            {
                return known;
            }

            Add(key, CallRecord.Begun);
            return null;
        }
    }

    /// <summary>Takes a record as it is.</summary>
    internal void Put(string key, CallRecord record)
    {
        lock (_lock)
        {
            Add(key, record);
        }
    }

    /// <summary>Takes back that a call was begun.</summary>
    internal void Forget(string key)
    {
        lock (_lock)
        {
            _records.Remove(key);
        }
    }

    private void Add(string key, CallRecord record)
    {
        if (!_records.TryAdd(key, record))
        {
            _records[key] = record;
        }
        else if (_records.Count > _capacity)
        {
            _records.RemoveAt(0);
        }
    }
}
