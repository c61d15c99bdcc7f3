namespace SKReasoning.Benchmarks.Speed;

/// <summary>Takes attention in given forms of given layers and feeds the signals with it, or throws it away.</summary>
internal sealed class SignalObserver : ITokenObserver
{
    private const int StepTokens = 32;

    private readonly Func<int, AttentionForms> _forms;
    private readonly Func<int, bool> _hidden;
    private readonly StepAttention _steps;
    private readonly Dictionary<int, AttentionGraph> _graphs = [];
    private readonly ModelShape _shape;
    private readonly int _firstToken;
    private readonly bool _feeds;

    /// <param name="shape">The model's dimensions.</param>
    /// <param name="firstToken">The first token that is observed.</param>
    /// <param name="feeds">Whether the step matrix and the graphs are fed.</param>
    /// <param name="forms">Forms of attention by layer.</param>
    /// <param name="hidden">Layers whose hidden states are wanted.</param>
    public SignalObserver(ModelShape shape, int firstToken, bool feeds, Func<int, AttentionForms> forms, Func<int, bool>? hidden = null)
    {
        (_shape, _firstToken, _feeds, _forms, _hidden) = (shape, firstToken, feeds, forms, hidden ?? (_ => false));
        _steps = new StepAttention(shape.Layers, shape.Heads, StepTokens);
        for (var start = 2 * StepTokens; start <= firstToken; start += StepTokens)
        {
            _steps.BeginStep(start);
        }
    }

    public IReadOnlyList<int> StepStarts => _steps.StepStarts;

    /// <summary>Begins a step every so many tokens.</summary>
    public void Announce(int position)
    {
        if (position % StepTokens == 0 && position > _steps.StepStarts[^1] && position > StepTokens)
        {
            _steps.BeginStep(position);
        }
    }

    public AttentionForms WantsAttention(int layer) => _forms(layer);

    public bool WantsHidden(int layer) => layer < _shape.Layers && _hidden(layer);

    public void OnStepSums(int layer, TokenRange queries, StepSums sums)
    {
        if (_feeds)
        {
            _steps.AddSums(layer, queries, sums);
        }
    }

    public void OnHeadMean(int layer, int query, ReadOnlySpan<float> weights)
    {
        if (_feeds)
        {
            Graph(layer).AddMeanRow(query, weights);
        }
    }

    public void OnHidden(int layer, int position, ReadOnlySpan<float> state)
    {
        if (_feeds)
        {
            Graph(layer).AddHiddenState(position, state);
        }
    }

    private AttentionGraph Graph(int layer)
    {
        if (!_graphs.TryGetValue(layer, out var graph))
        {
            graph = new AttentionGraph(layer, _shape.HiddenSize, _firstToken);
            _graphs.Add(layer, graph);
        }

        return graph;
    }
}
