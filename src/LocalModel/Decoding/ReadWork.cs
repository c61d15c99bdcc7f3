namespace SKReasoning.LocalModel.Decoding;

/// <summary>A teacher-forced pass over a finished text.</summary>
internal sealed class ReadWork(LogitsHandler? onLogits) : SequenceWork
{
    public override int OnLogits(int position, ReadOnlySpan<float> logits)
    {
        onLogits?.Invoke(position, logits);
        return End;
    }
}
