namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>How a request is sent.</summary>
internal enum HostileDelivery
{
    /// <summary>With a token that is cancelled already.</summary>
    Cancelled,

    /// <summary>Streamed, and left after the first update.</summary>
    Left,

    /// <summary>Streamed, and cancelled after the first update.</summary>
    Interrupted,

    /// <summary>Streamed to the end.</summary>
    Streamed,

    /// <summary>Answered in one piece.</summary>
    Whole,
}
