namespace SKReasoning;

/// <summary>Consecutive tokens.</summary>
/// <param name="First">Position of the first one.</param>
/// <param name="Count">Number of tokens.</param>
public readonly record struct TokenRange(int First, int Count)
{
    /// <summary>Position after the last one.</summary>
    public int End => First + Count;
}
