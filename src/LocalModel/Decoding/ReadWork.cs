namespace SKReasoning.LocalModel.Decoding;

/// <summary>A teacher-forced pass over a finished text.</summary>
internal sealed class ReadWork(LogitsHandler? onLogits) : SequenceWork
{
    public override bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked)
    {
        onLogits?.Invoke(position, logits);
        return false;
    }
}
