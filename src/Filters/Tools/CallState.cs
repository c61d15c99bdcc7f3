namespace SKReasoning.Filters;

/// <summary>How far a recorded call has come.</summary>
public enum CallState
{
    /// <summary>It was begun. Unless it is running now it broke off, and whether it took effect is not known.</summary>
    Begun,

    /// <summary>It ran, and gave a result.</summary>
    Done,

    /// <summary>Its tool threw an exception.</summary>
    Failed,
}
