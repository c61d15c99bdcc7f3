namespace SKReasoning.Filters;

/// <summary>What a streaming caller sees of a turn before it is judged. Tool calls are held back in every mode.</summary>
public enum StreamingMode
{
    /// <summary>Nothing: a turn that is written anew was never seen.</summary>
    BufferTurn,

    /// <summary>Nothing where the request offers tools, else the text as in <see cref="PassThrough"/>.</summary>
    BufferToolTurns,

    /// <summary>
    /// The text as it is written. What was seen cannot be taken back: the turn is not tried again, and a rejected answer is annotated, or
    /// an exception ends it, but it is not replaced. Its calls still run only as the verdict permits.
    /// </summary>
    PassThrough,
}
