using System.Runtime.InteropServices;

namespace SKReasoning;

/// <summary>Causal attention, averaged over heads: the lower triangle alone, row by row, N²/2 floats.</summary>
internal sealed class AttentionTriangle
{
    private readonly List<float> _weights = [];

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Adds a row for the caller to fill.</summary>
    /// <returns>Shape (<see cref="Rows"/>), the query's own weight last.</returns>
    public Span<float> Extend()
    {
        var start = _weights.Count;
        Rows++;
        CollectionsMarshal.SetCount(_weights, start + Rows);
        return CollectionsMarshal.AsSpan(_weights)[start..];
    }

    /// <summary>Weights of a query for keys 0 to itself.</summary>
    public ReadOnlySpan<float> Row(int query) => CollectionsMarshal.AsSpan(_weights).Slice(Size(query), query + 1);

    /// <summary>Forgets all rows but the first; keeps the memory.</summary>
    public void Truncate(int rows)
    {
        Rows = Math.Min(Rows, rows);
        CollectionsMarshal.SetCount(_weights, Size(Rows));
    }

    private static int Size(int rows) => checked((int)((long)rows * (rows + 1) / 2));
}
