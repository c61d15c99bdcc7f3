namespace SKReasoning.Benchmarks.Spectral;

/// <summary>Gathers the attention graphs of chosen layers.</summary>
internal sealed class GraphObserver(ModelShape shape, IReadOnlyList<int> layers) : ITokenObserver
{
    private readonly Dictionary<int, AttentionGraph> _graphs = layers.ToDictionary(layer => layer, layer => new AttentionGraph(layer, shape.HiddenSize));

    /// <summary>The graphs, in order of the layers asked for.</summary>
    public IReadOnlyList<AttentionGraph> Graphs => [.. layers.Select(layer => _graphs[layer])];

    public AttentionForms WantsAttention(int layer) => _graphs.ContainsKey(layer) ? AttentionForms.HeadMean : AttentionForms.None;

    public bool WantsHidden(int layer) => _graphs.ContainsKey(layer);

    public void OnHeadMean(int layer, int query, ReadOnlySpan<float> weights) => _graphs[layer].AddMeanRow(query, weights);

    public void OnHidden(int layer, int position, ReadOnlySpan<float> state) => _graphs[layer].AddHiddenState(position, state);
}
