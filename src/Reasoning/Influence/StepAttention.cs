using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace SKReasoning;

/// <summary>How much each step of a text attends to each earlier one, for every layer and head, summed row by row as a model reads or writes.</summary>
/// <remarks>
/// The step matrix of AttnRL (arXiv 2509.26628, section 3.2): mean over the query tokens of one step and the key tokens of another. Step 0 is
/// the prompt. Memory: layers · heads · steps² / 2 doubles, whatever the number of tokens. Cost: one pass over each row. Not thread-safe.
/// </remarks>
public sealed class StepAttention
{
    private readonly int _layers;
    private readonly int _heads;

    // Sums of step j, shape (layers, heads, j + 1), and how many of its query rows each layer has brought.
    private readonly List<double[]> _sums = [];
    private readonly List<int[]> _rows = [];
    private readonly List<int> _firstTokens = [];
    private int _tokens;

    /// <summary>Creates an empty matrix.</summary>
    /// <param name="layers">Number of layers.</param>
    /// <param name="heads">Query heads of a layer.</param>
    /// <param name="promptTokens">Tokens of step 0; at least 1.</param>
    public StepAttention(int layers, int heads, int promptTokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(promptTokens);
        _layers = layers;
        _heads = heads;
        PromptTokens = promptTokens;
        _tokens = promptTokens;
        Append(0);
    }

    private StepAttention(StepAttention source, int steps)
    {
        _layers = source._layers;
        _heads = source._heads;
        PromptTokens = source.PromptTokens;
        _sums = [.. source._sums.Take(steps).Select(sums => (double[])sums.Clone())];
        _rows = [.. source._rows.Take(steps).Select(rows => (int[])rows.Clone())];
        _firstTokens = [.. source._firstTokens.Take(steps)];
        _tokens = steps < source._firstTokens.Count ? source._firstTokens[steps] : source._tokens;
    }

    /// <summary>Number of steps, the prompt included.</summary>
    public int Steps => _sums.Count;

    /// <summary>Number of layers.</summary>
    public int Layers => _layers;

    /// <summary>Query heads of a layer.</summary>
    public int Heads => _heads;

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>Position of the first token of each step.</summary>
    public IReadOnlyList<int> StepStarts => _firstTokens;

    /// <summary>Begins a step at a position; rows of queries from there on belong to it.</summary>
    /// <param name="firstToken">Position of the step's first token, the prompt included; beyond the start of the step before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step does not lie after the one before it.</exception>
    public void BeginStep(int firstToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstToken, Math.Max(PromptTokens, _firstTokens[^1] + 1));
        Append(firstToken);
    }

    /// <summary>Adds the last step to the one before it.</summary>
    /// <exception cref="InvalidOperationException">Only the prompt is left.</exception>
    public void RejoinLastStep()
    {
        if (Steps < 3)
        {
            throw new InvalidOperationException("The first step cannot be joined to the prompt.");
        }

        var last = _sums[^1];
        var target = _sums[^2];
        var step = Steps - 1;
        for (var unit = 0; unit < _layers * _heads; unit++)
        {
            var from = last.AsSpan(unit * (step + 1), step + 1);
            var to = target.AsSpan(unit * step, step);
            TensorPrimitives.Add(to, from[..step], to);
            to[step - 1] += from[step];
        }

        for (var layer = 0; layer < _layers; layer++)
        {
            _rows[^2][layer] += _rows[^1][layer];
        }

        RemoveFrom(step);
    }

    /// <summary>Adds the attention of one query token.</summary>
    /// <param name="layer">Layer, from 0.</param>
    /// <param name="query">Position of the query, the prompt included.</param>
    /// <param name="rows">Its attention rows.</param>
    /// <exception cref="ArgumentException">The rows are of another shape than the model's.</exception>
    public void AddRow(int layer, int query, AttentionRows rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)_layers);
        if (rows.Heads != _heads || rows.Keys <= query)
        {
            throw new ArgumentException($"Rows of {rows.Heads} heads and {rows.Keys} keys for query {query}; expected {_heads} heads and more than {query} keys.", nameof(rows));
        }

        _tokens = Math.Max(_tokens, query + 1);
        var step = StepOf(query);
        var sums = _sums[step];
        for (var head = 0; head < _heads; head++)
        {
            var row = rows.Head(head);
            var sum = sums.AsSpan(((layer * _heads) + head) * (step + 1), step + 1);
            for (var key = 0; key <= step; key++)
            {
                var end = key == step ? query + 1 : _firstTokens[key + 1];
                sum[key] += TensorPrimitives.Sum(row[_firstTokens[key]..end]);
            }
        }

        _rows[step][layer]++;
    }

    /// <summary>Adds the attention of query tokens of one step, summed over them and over the key steps already.</summary>
    /// <param name="layer">Layer, from 0.</param>
    /// <param name="queries">Positions of the queries, the prompt included; all of one step.</param>
    /// <param name="sums">Their attention to each step that <see cref="StepStarts"/> names, up to their own.</param>
    /// <exception cref="ArgumentException">The sums are of another shape than the model's, or the queries of several steps.</exception>
    public void AddSums(int layer, TokenRange queries, StepSums sums)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)layer, (uint)_layers);
        ArgumentOutOfRangeException.ThrowIfLessThan(queries.Count, 1, nameof(queries));
        var step = StepOf(queries.First);
        if (StepOf(queries.End - 1) != step)
        {
            throw new ArgumentException($"Queries {queries.First} to {queries.End - 1} belong to several steps; their sums must come step by step.", nameof(queries));
        }

        if (sums.Heads != _heads || sums.Steps <= step)
        {
            throw new ArgumentException($"Sums of {sums.Heads} heads and {sums.Steps} steps for a query of step {step}; expected {_heads} heads and more than {step} steps.", nameof(sums));
        }

        _tokens = Math.Max(_tokens, queries.End);
        _rows[step][layer] += queries.Count;
        var ofLayer = _sums[step].AsSpan(layer * _heads * (step + 1), _heads * (step + 1));
        if (sums.Steps == step + 1 && sums.Dense is { IsEmpty: false } dense)
        {
            Add(ofLayer, dense);
            return;
        }

        for (var head = 0; head < _heads; head++)
        {
            Add(ofLayer.Slice(head * (step + 1), step + 1), sums.Head(head)[..(step + 1)]);
        }
    }

    /// <summary>Mean attention of a token of step <paramref name="query"/> to a token of step <paramref name="key"/>.</summary>
    /// <value>0 for a key step after the query step, and where no row of the query step was added.</value>
    public double Mean(int layer, int head, int query, int key)
    {
        if (key > query || _rows[query][layer] == 0)
        {
            return 0;
        }

        var sum = _sums[query][(((layer * _heads) + head) * (query + 1)) + key];
        return sum / ((double)_rows[query][layer] * KeyTokens(key));
    }

    /// <summary>A copy of the first steps: what a branch after them starts from.</summary>
    /// <param name="steps">Number of steps to keep, the prompt included; 1 to <see cref="Steps"/>.</param>
    public StepAttention Prefix(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, Steps);
        return new StepAttention(this, steps);
    }

    /// <summary>A copy that later rows do not change.</summary>
    public StepAttention Copy() => new(this, Steps);

    /// <summary>Steps up to the last one of which a row has come: a step that has only begun looks back at nothing yet.</summary>
    internal int StepsRead => _rows.FindLastIndex(rows => rows.AsSpan().ContainsAnyExcept(0)) + 1;

    /// <summary>For each key step, the sum of <see cref="Mean"/> over all query steps at least <paramref name="distance"/> later.</summary>
    /// <param name="head">The head.</param>
    /// <param name="distance">Δ, at least 1.</param>
    /// <param name="sums">Shape (<see cref="StepsRead"/> − distance).</param>
    internal void SumLaterSteps(AttentionHead head, int distance, Span<double> sums)
    {
        sums.Clear();
        for (var query = distance; query < sums.Length + distance; query++)
        {
            var rows = _rows[query][head.Layer];
            if (rows > 0)
            {
                var later = sums[..(query - distance + 1)];
                var ofQuery = _sums[query].AsSpan(((head.Layer * _heads) + head.Head) * (query + 1), later.Length);
                TensorPrimitives.MultiplyAdd(ofQuery, 1.0 / rows, later, later);
            }
        }

        for (var key = 0; key < sums.Length; key++)
        {
            sums[key] /= KeyTokens(key);
        }
    }

    private int KeyTokens(int step) => (step + 1 < Steps ? _firstTokens[step + 1] : _tokens) - _firstTokens[step];

    private int StepOf(int query)
    {
        var step = Steps - 1;
        while (_firstTokens[step] > query)
        {
            step--;
        }

        return step;
    }

    private void Append(int firstToken)
    {
        _firstTokens.Add(firstToken);
        _sums.Add(new double[_layers * _heads * _firstTokens.Count]);
        _rows.Add(new int[_layers]);
    }

    private static void Add(Span<double> sums, ReadOnlySpan<float> addends)
    {
        // Thousands of numbers a token: the loop is written out, since converting first would take twice as long.
        var wide = MemoryMarshal.Cast<double, Vector<double>>(sums);
        var narrow = MemoryMarshal.Cast<float, Vector<float>>(addends);
        for (var i = 0; i < narrow.Length; i++)
        {
            Vector.Widen(narrow[i], out var low, out var high);
            wide[2 * i] += low;
            wide[(2 * i) + 1] += high;
        }

        for (var i = narrow.Length * Vector<float>.Count; i < sums.Length; i++)
        {
            sums[i] += addends[i];
        }
    }

    private void RemoveFrom(int step)
    {
        _sums.RemoveRange(step, Steps - step);
        _rows.RemoveRange(step, _rows.Count - step);
        _firstTokens.RemoveRange(step, _firstTokens.Count - step);
    }
}
