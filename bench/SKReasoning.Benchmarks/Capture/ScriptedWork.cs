using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.Benchmarks.Capture;

/// <summary>Decodes given tokens one by one, as if each had been sampled: the same work in every arm.</summary>
internal sealed class ScriptedWork(int[] tokens) : SequenceWork
{
    public override int OnLogits(int position, ReadOnlySpan<float> logits) => position + 1 < tokens.Length ? tokens[position + 1] : End;
}
