namespace SKReasoning.LocalModel.Decoding;

/// <summary>What becomes of the cache of a masked sequence that a work leaves.</summary>
internal enum MaskedSwitch
{
    /// <summary>The work has not left it.</summary>
    None,

    /// <summary>It stays: the work will come back.</summary>
    Keep,

    /// <summary>It is emptied.</summary>
    Drop,
}
