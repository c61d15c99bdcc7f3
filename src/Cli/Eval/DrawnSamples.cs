using System.Collections.Concurrent;

namespace SKReasoning.Cli.Eval;

/// <summary>Answers that several arms draw alike: best of four and a majority of six look at the same draws, which are then written once.</summary>
/// <remarks>Remembers the last ones only: arms come to an item one after the other. Thread-safe.</remarks>
internal sealed class DrawnSamples
{
    private const int Capacity = 512;

    private readonly ConcurrentDictionary<string, Lazy<Task<WrittenItem>>> _drawn = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>The answer that was drawn so, or draws it.</summary>
    /// <param name="key">All that the draw depends on.</param>
    /// <param name="draw">Draws it.</param>
    public async Task<WrittenItem> GetAsync(string key, Func<Task<WrittenItem>> draw)
    {
        var mine = new Lazy<Task<WrittenItem>>(draw);
        var drawn = _drawn.GetOrAdd(key, mine);
        if (drawn == mine)
        {
            _order.Enqueue(key);
            while (_order.Count > Capacity && _order.TryDequeue(out var oldest))
            {
                _drawn.TryRemove(oldest, out _);
            }
        }

        try
        {
            return await drawn.Value;
        }
        catch
        {
            // What failed, or was cancelled, for one arm may be tried by another.
            _drawn.TryRemove(KeyValuePair.Create(key, drawn));
            throw;
        }
    }
}
