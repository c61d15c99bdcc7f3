namespace SKReasoning.LocalModel.Decoding;

/// <summary>How a call of llama_decode ended.</summary>
internal enum DecodeResult
{
    /// <summary>All tokens are in the cache.</summary>
    Done,

    /// <summary>No free cells for the batch; nothing was stored.</summary>
    CacheFull,

    /// <summary>Stopped by <see cref="DecodeContext.Abort"/>; nothing of the micro-batch was stored.</summary>
    Aborted,

    /// <summary>The batch or the graph was refused.</summary>
    Failed,
}
