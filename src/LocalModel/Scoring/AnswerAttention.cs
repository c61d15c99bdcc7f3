using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace SKReasoning.LocalModel.Scoring;

/// <summary>Sums up the attention that the tokens it is shown pay to texts of the prompt, over all layers and heads.</summary>
/// <remarks>Belongs to the decode thread until the work has ended.</remarks>
internal sealed class AnswerAttention(ImmutableArray<TokenRange> texts) : ITokenObserver
{
    private readonly double[] _sums = new double[texts.Length];
    private long _rows;

    public AttentionForms WantsAttention(int layer) => AttentionForms.Rows;

    public bool WantsHidden(int layer) => false;

    public void OnAttention(int layer, int query, AttentionRows rows)
    {
        for (var head = 0; head < rows.Heads; head++, _rows++)
        {
            var weights = rows.Head(head);
            for (var text = 0; text < _sums.Length; text++)
            {
                _sums[text] += TensorPrimitives.Sum(weights.Slice(texts[text].First, texts[text].Count));
            }
        }
    }

    /// <summary>The mean share of each text.</summary>
    public ImmutableArray<TextAttention> Shares()
        => _rows == 0 ? [] : [.. _sums.Select((sum, text) => new TextAttention(sum / _rows, texts[text].Count))];
}
