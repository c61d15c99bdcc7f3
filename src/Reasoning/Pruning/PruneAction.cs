namespace SKReasoning;

/// <summary>What is done with units that passed all checks.</summary>
public enum PruneAction
{
    /// <summary>Nothing: the request stays as it is, and the report says what could have been left out.</summary>
    Report,

    /// <summary>They are left out of the request to the model; the caller's messages keep them.</summary>
    Drop,
}
