using System.Numerics.Tensors;
using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.LocalModel.Tests.Decoding;

/// <summary>Decodes greedily until the model ends its turn, and keeps the tokens and their logits.</summary>
internal sealed class GreedyWork(LlamaModel model) : SequenceWork
{
    public List<int> Tokens { get; } = [];

    public List<float[]> Logits { get; } = [];

    /// <summary>Called on the decode thread after each token.</summary>
    public Action<int>? OnToken { get; init; }

    public string Text => string.Concat(Tokens.Select(model.Vocabulary.Text));

    public override int OnLogits(int position, ReadOnlySpan<float> logits)
    {
        var token = TensorPrimitives.IndexOfMax(logits);
        if (model.Vocabulary.EndsGeneration(token))
        {
            return End;
        }

        Logits.Add(logits.ToArray());
        Tokens.Add(token);
        OnToken?.Invoke(Tokens.Count);
        return Tokens.Count < MaxNewTokens ? token : End;
    }

    public static async Task<GreedyWork> RunAsync(LlamaModel model, int[] prompt, ITokenObserver? observer = null, CancellationToken cancellationToken = default)
    {
        var work = new GreedyWork(model) { Prompt = prompt, MaxNewTokens = 200, Observer = observer, ObserveFrom = prompt.Length, CancellationToken = cancellationToken };
        model.Submit(work);
        await work.Completion;
        return work;
    }
}
