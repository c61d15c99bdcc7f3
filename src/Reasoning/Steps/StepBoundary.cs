namespace SKReasoning;

/// <summary>What a token did to the steps of a text. Where both happened, the rejoining came first.</summary>
[Flags]
public enum StepBoundary
{
    /// <summary>The token belongs to the step that was open.</summary>
    None = 0,

    /// <summary>The step begun last is no step of its own: its tokens belong to the step before it.</summary>
    Rejoins = 1,

    /// <summary>The token is the first one of a new step.</summary>
    Begins = 2,
}
