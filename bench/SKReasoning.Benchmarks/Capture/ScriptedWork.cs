using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.Benchmarks.Capture;

/// <summary>Decodes given tokens one by one, as if each had been sampled: the same work in every arm.</summary>
internal sealed class ScriptedWork(int[] tokens) : SequenceWork
{
    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked) => position + 1 < tokens.Length && Continue(tokens[position + 1]);
}
