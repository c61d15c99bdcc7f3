namespace SKReasoning.Filters;

/// <summary>What is made of values in a tool call that appear nowhere before it.</summary>
public enum ArgumentCheck
{
    /// <summary>The turn is not accepted, and the report names them.</summary>
    Reject,

    /// <summary>The report names them.</summary>
    Report,

    /// <summary>Arguments are not checked.</summary>
    Off,
}
