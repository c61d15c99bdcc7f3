namespace SKReasoning.LocalModel.Tests.Capture;

/// <summary>The ways in which attention can be read.</summary>
public enum CaptureWay
{
    /// <summary>Redirected softmax rows, read in place where that is possible.</summary>
    InPlace,

    /// <summary>Redirected softmax rows, reduced in a graph of our own, as on a GPU.</summary>
    InGraph,

    /// <summary>Computed from redirected queries beside flash attention.</summary>
    FlashAttention,
}
