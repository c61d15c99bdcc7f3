namespace SKReasoning.LocalModel;

/// <summary>Decodes one token after loading and checks that capture sees it: a wrong structure layout is silent otherwise.</summary>
internal static class SmokeTest
{
    private const double Tolerance = 1e-3;

    /// <exception cref="NativeLibraryException">The evaluation callback is not called, or what it shows is not attention.</exception>
    public static void Run(LlamaModel model)
    {
        var watcher = new Watcher();
        // Synchronous on purpose: loading is, and one token takes as long as one token.
        model.ReadAsync([0], watcher, onLogits: null).GetAwaiter().GetResult();
        if (watcher.Layers.Count > 0 && !(watcher.WorstSum < Tolerance))
        {
            throw new NativeLibraryException($"The attention of '{model.ModelId}' cannot be read: a row of one key sums to 1 ± {watcher.WorstSum}. Please report the model's architecture.");
        }

        // Signals compare heads of all layers; a model whose layers differ in heads is decoded, but not read.
        model.AttentionLayers = watcher.Heads.Count == 1 && watcher.Heads.Contains(model.Shape.Heads) ? watcher.Layers : new HashSet<int>();
    }

    private sealed class Watcher : ITokenObserver
    {
        public HashSet<int> Layers { get; } = [];

        public HashSet<int> Heads { get; } = [];

        public double WorstSum { get; private set; }

        public AttentionForms WantsAttention(int layer) => AttentionForms.Rows;

        public bool WantsHidden(int layer) => false;

        public void OnAttention(int layer, int query, AttentionRows rows)
        {
            Layers.Add(layer);
            Heads.Add(rows.Heads);
            for (var head = 0; head < rows.Heads; head++)
            {
                // Attention sinks take a share that is no column, so a row may sum to less than 1.
                WorstSum = Math.Max(WorstSum, rows.Head(head)[0] - 1);
                WorstSum = rows.Head(head)[0] >= 0 ? WorstSum : double.NaN;
            }
        }
    }
}
