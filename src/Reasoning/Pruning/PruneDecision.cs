namespace SKReasoning;

/// <summary>What became of a unit.</summary>
public enum PruneDecision
{
    /// <summary>Kept, and never tried: it is protected.</summary>
    Protected,

    /// <summary>Kept, and not tried to the end: others came first, or the budget ended.</summary>
    NotTested,

    /// <summary>Kept: a check failed.</summary>
    Kept,

    /// <summary>The answer does not need it, and all that passed were tested together: it was left out, or could have been where pruning only reports.</summary>
    Droppable,
}
