namespace SKReasoning.LocalModel.Capture;

/// <summary>Which cell of the KV cache holds each position of one sequence; attention rows are indexed by cell.</summary>
/// <remarks>Cells are refilled after a rewind and shared after a fork, so cell and position differ as soon as a cache is used twice. Not thread-safe.</remarks>
internal sealed class CellMap
{
    private const int NoCell = -1;

    // A run is a stretch of positions whose cells are consecutive: most sequences have one, and reading it needs no copy.
    private readonly List<Run> _runs = [];

    public int Count { get; private set; }

    /// <summary>Changes whenever a position that was noted is forgotten; what was concluded from the map before holds no longer.</summary>
    public long Version { get; private set; }

    /// <summary>Notes that <paramref name="position"/>, the one after the last, lies in <paramref name="cell"/>.</summary>
    public void Append(int position, int cell)
    {
        Truncate(position);
        Forget(cell);
        if (_runs.Count > 0 && _runs[^1] is { Cell: >= 0 } last && last.Cell + last.Length == cell)
        {
            _runs[^1] = last with { Length = last.Length + 1 };
        }
        else
        {
            _runs.Add(new Run(cell, 1));
        }

        Count = position + 1;
    }

    /// <summary>Forgets every position from <paramref name="count"/> on.</summary>
    public void Truncate(int count)
    {
        Version += Count > count ? 1 : 0;
        while (Count > count)
        {
            var last = _runs[^1];
            var keep = Math.Max(0, last.Length - (Count - count));
            Count -= last.Length - keep;
            if (keep == 0)
            {
                _runs.RemoveAt(_runs.Count - 1);
            }
            else
            {
                _runs[^1] = last with { Length = keep };
            }
        }
    }

    /// <summary>Takes over the first <paramref name="count"/> positions of <paramref name="source"/>, whose cells are then shared.</summary>
    public void CopyFrom(CellMap source, int count)
    {
        Version++;
        _runs.Clear();
        _runs.AddRange(source._runs);
        Count = source.Count;
        Truncate(count);
    }

    /// <summary>The first cell where positions 0 to <paramref name="keys"/> − 1 lie in consecutive cells, else −1.</summary>
    public int FirstCellIfConsecutive(int keys) => _runs.Count > 0 && _runs[0].Length >= keys ? _runs[0].Cell : NoCell;

    /// <summary>How many positions from <paramref name="position"/> on lie in consecutive cells.</summary>
    /// <param name="position">A position below <see cref="Count"/>.</param>
    /// <param name="cell">The cell of the first of them; negative where they have none any more.</param>
    public int RunFrom(int position, out int cell)
    {
        var before = position;
        foreach (var run in _runs)
        {
            if (before < run.Length)
            {
                cell = run.Cell < 0 ? run.Cell : run.Cell + before;
                return run.Length - before;
            }

            before -= run.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(position), position, $"The sequence has {Count} positions.");
    }

    /// <summary>The cell of a position below <see cref="Count"/>; negative for one that has none any more.</summary>
    public int CellOf(int position)
    {
        RunFrom(position, out var cell);
        return cell;
    }

    /// <summary>Copies one row from cell order to position order.</summary>
    public void Gather(ReadOnlySpan<float> row, Span<float> byPosition)
    {
        var position = 0;
        foreach (var run in _runs)
        {
            var length = Math.Min(run.Length, byPosition.Length - position);
            if (length <= 0)
            {
                return;
            }

            if (run.Cell < 0)
            {
                byPosition.Slice(position, length).Clear();
            }
            else
            {
                row.Slice(run.Cell, length).CopyTo(byPosition[position..]);
            }

            position += length;
        }
    }

    // A cache with a sliding window puts new tokens where old ones have left the window.
    private void Forget(int cell)
    {
        var index = _runs.FindIndex(run => run.Cell >= 0 && cell >= run.Cell && cell < run.Cell + run.Length);
        if (index < 0)
        {
            return;
        }

        var (run, before) = (_runs[index], cell - _runs[index].Cell);
        Run[] parts = [new(run.Cell, before), new(NoCell, 1), new(cell + 1, run.Length - before - 1)];
        _runs.RemoveAt(index);
        _runs.InsertRange(index, parts.Where(part => part.Length > 0));
        Version++;
    }

    private readonly record struct Run(int Cell, int Length);
}
