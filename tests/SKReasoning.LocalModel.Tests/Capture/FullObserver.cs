namespace SKReasoning.LocalModel.Tests.Capture;

/// <summary>Copies everything that it is shown: (layer, query) to (heads, keys), and (layer, position) to the hidden state.</summary>
internal sealed class FullObserver : ITokenObserver
{
    public Dictionary<(int Layer, int Query), float[][]> Attention { get; } = [];

    public Dictionary<(int Layer, int Position), float[]> Hidden { get; } = [];

    public AttentionForms WantsAttention(int layer) => AttentionForms.Rows;

    public bool WantsHidden(int layer) => true;

    public void OnAttention(int layer, int query, AttentionRows rows)
    {
        var heads = new float[rows.Heads][];
        for (var head = 0; head < heads.Length; head++)
        {
            heads[head] = rows.Head(head).ToArray();
        }

        Attention[(layer, query)] = heads;
    }

    public void OnHidden(int layer, int position, ReadOnlySpan<float> state) => Hidden[(layer, position)] = state.ToArray();
}
