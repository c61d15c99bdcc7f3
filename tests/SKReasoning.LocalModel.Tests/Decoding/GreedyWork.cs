using System.Numerics.Tensors;
using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.LocalModel.Tests.Decoding;

/// <summary>Decodes greedily until the model ends its turn, and keeps the tokens and their logits.</summary>
internal sealed class GreedyWork(LlamaModel model) : SequenceWork
{
    public List<int> Written { get; } = [];

    public List<float[]> Logits { get; } = [];

    /// <summary>Called on the decode thread after each token.</summary>
    public Action<int>? OnToken { get; init; }

    public string Text => string.Concat(Written.Select(model.Vocabulary.Text));

    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
    {
        var token = TensorPrimitives.IndexOfMax(logits);
        if (model.Vocabulary.EndsGeneration(token))
        {
            return false;
        }

        Logits.Add(logits.ToArray());
        Written.Add(token);
        OnToken?.Invoke(Written.Count);
        return Written.Count < MaxNewTokens && Continue(token);
    }

    public static async Task<GreedyWork> RunAsync(LlamaModel model, int[] prompt, ITokenObserver? observer = null, CancellationToken cancellationToken = default)
    {
        var work = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, Observer = observer, ObserveFrom = prompt.Length, CancellationToken = cancellationToken };
        model.Submit(work);
        await work.Completion;
        return work;
    }
}
