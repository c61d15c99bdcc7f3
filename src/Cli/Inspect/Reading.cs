using System.Numerics.Tensors;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Inspect;

/// <summary>What one pass over a text shows. Filled on the decode thread; read when the pass has ended.</summary>
internal sealed class Reading : ITokenObserver
{
    private readonly JsonParts _parts;
    private readonly int _tokens;

    /// <param name="model">The model that reads.</param>
    /// <param name="text">The text.</param>
    /// <param name="steps">Steps of the response, in order and without gaps.</param>
    /// <param name="layers">Layers to look into.</param>
    /// <param name="parts">Large values to keep.</param>
    /// <param name="withFrequencies">Whether the numbers behind the spectra will be asked for.</param>
    public Reading(LlamaModel model, InspectedText text, IReadOnlyList<TextStep> steps, IReadOnlySet<int> layers, JsonParts parts, bool withFrequencies)
    {
        const int KeptRows = 3;
        var shape = model.Shape;
        _parts = parts;
        _tokens = text.Tokens.Length;
        Shape = shape;
        Layers = layers;
        AttentionLayers = [.. Enumerable.Range(0, shape.Layers).Where(model.HasAttention)];
        Logits = new LogitStatistics(text.Tokens, model.VocabularySize, KeptRows);
        Norms = new double[shape.Layers][];
        FinalNorms = NaNs(_tokens);
        Spectra = new LayerSpectra?[shape.Layers];
        Attention = new float[shape.Layers][][];
        Hidden = new float[shape.Layers][][];
        foreach (var layer in layers.Where(model.HasAttention))
        {
            Spectra[layer] = new LayerSpectra(layer, shape.HiddenSize, text.PromptTokens, withFrequencies);
        }

        if (AttentionLayers.Length > 0)
        {
            StepAttention = new StepAttention(shape.Layers, shape.Heads, text.PromptTokens);
            foreach (var step in steps)
            {
                StepAttention.BeginStep(step.First);
            }
        }
    }

    public ModelShape Shape { get; }

    /// <summary>Layers that were looked into.</summary>
    public IReadOnlySet<int> Layers { get; }

    /// <summary>Layers whose attention can be read.</summary>
    public int[] AttentionLayers { get; }

    public LogitStatistics Logits { get; }

    /// <summary>The step matrix; null for a model without attention.</summary>
    public StepAttention? StepAttention { get; }

    /// <summary>L2 norm of every hidden state; shape (layers, tokens), null for a layer that showed none.</summary>
    public double[]?[] Norms { get; }

    /// <summary>L2 norm of every hidden state after the final norm.</summary>
    public double[] FinalNorms { get; }

    /// <summary>The last token's hidden state after the final norm; null where the model showed none.</summary>
    public float[]? FinalState { get; private set; }

    /// <summary>Spectra by layer; null where not asked for or without attention.</summary>
    public LayerSpectra?[] Spectra { get; }

    /// <summary>Where asked for: rows by layer and query, the heads' rows one after the other, each with the keys up to the query.</summary>
    public float[]?[]?[] Attention { get; }

    /// <summary>Where asked for: hidden states by layer and token.</summary>
    public float[]?[]?[] Hidden { get; }

    /// <summary>Smallest and largest sum of a kept row.</summary>
    public (double Min, double Max) RowSums { get; private set; } = (double.PositiveInfinity, double.NegativeInfinity);

    public AttentionForms WantsAttention(int layer) => AttentionForms.Rows;

    public bool WantsHidden(int layer) => true;

    public void OnAttention(int layer, int query, AttentionRows rows)
    {
        if (rows.Heads != Shape.Heads || StepAttention is null)
        {
            return;
        }

        StepAttention.AddRow(layer, query, rows);
        Spectra[layer]?.AddAttention(query, rows);
        if (_parts.Attention && Layers.Contains(layer))
        {
            Keep(layer, query, rows);
        }
    }

    public void OnHidden(int layer, int position, ReadOnlySpan<float> state)
    {
        if (layer == Shape.Layers)
        {
            FinalNorms[position] = Norm(state);
            FinalState = state.ToArray();
            return;
        }

        Spectra[layer]?.AddHidden(position, state);
        (Norms[layer] ??= NaNs(_tokens))[position] = Norm(state);
        if (_parts.Hidden && Layers.Contains(layer))
        {
            (Hidden[layer] ??= new float[]?[_tokens])[position] = state.ToArray();
        }
    }

    private void Keep(int layer, int query, AttentionRows rows)
    {
        var kept = new float[rows.Heads * rows.Keys];
        for (var head = 0; head < rows.Heads; head++)
        {
            var row = rows.Head(head);
            row.CopyTo(kept.AsSpan(head * rows.Keys));
            double sum = TensorPrimitives.Sum(row);
            RowSums = (Math.Min(RowSums.Min, sum), Math.Max(RowSums.Max, sum));
        }

        (Attention[layer] ??= new float[]?[_tokens])[query] = kept;
    }

    private static double[] NaNs(int count)
    {
        var values = new double[count];
        Array.Fill(values, double.NaN);
        return values;
    }

    private static double Norm(ReadOnlySpan<float> state)
    {
        var sum = 0.0;
        foreach (var value in state)
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }
}
