namespace SKReasoning;

/// <summary>Sees attention and hidden states of the tokens of one sequence while a model computes them.</summary>
/// <remarks>
/// Called on the model's decode thread, in order of position for each layer; a slow observer slows every sequence of the model, one
/// that throws fails its own sequence only. All memory is borrowed for the call. Of the forms of attention an observer implements those it wants.
/// </remarks>
public interface ITokenObserver
{
    /// <summary>Positions at which the steps begin that <see cref="OnStepSums"/> sums over: 0, then increasing. Steps may be added, or taken off the end, while the sequence runs, but not inside a call of the observer.</summary>
    /// <value>One step.</value>
    IReadOnlyList<int> StepStarts => [0];

    /// <summary>The forms in which the attention of <paramref name="layer"/> is wanted; the answer must not change while a sequence runs.</summary>
    AttentionForms WantsAttention(int layer);

    /// <summary>Whether the hidden states after <paramref name="layer"/> are wanted, the number of layers standing for those after the final norm; the answer must not change while a sequence runs.</summary>
    bool WantsHidden(int layer);

    /// <summary>Takes the attention of the token at position <paramref name="query"/> at <paramref name="layer"/>.</summary>
    void OnAttention(int layer, int query, AttentionRows rows)
    {
    }

    /// <summary>Takes the attention of one or more tokens of one step at <paramref name="layer"/>, summed over them and over the keys of each step that <see cref="StepStarts"/> names.</summary>
    /// <remarks>While a model writes, tokens come one by one; of a text that it reads, those of a step may come together.</remarks>
    void OnStepSums(int layer, TokenRange queries, StepSums sums)
    {
    }

    /// <summary>Takes the attention of the token at position <paramref name="query"/> at <paramref name="layer"/>, averaged over the heads; shape (<paramref name="query"/> + 1).</summary>
    void OnHeadMean(int layer, int query, ReadOnlySpan<float> weights)
    {
    }

    /// <summary>Takes the residual stream after <paramref name="layer"/> of the token at <paramref name="position"/>, before the final norm, or after it where the layer is the number of layers; shape (hidden size).</summary>
    void OnHidden(int layer, int position, ReadOnlySpan<float> state)
    {
    }
}
