namespace SKReasoning.LocalModel.Steering;

/// <summary>What a turn of plans and reasons has to go on with.</summary>
internal enum SegmentNeed
{
    /// <summary>Its own text.</summary>
    Nothing,

    /// <summary>The opening of its first plan.</summary>
    Plan,

    /// <summary>Whatever the model writes; an opening counts as one.</summary>
    Anything,

    /// <summary>The opening of the reason that follows the plan.</summary>
    Reason,

    /// <summary>The opening of another plan or of the answer.</summary>
    PlanOrAnswer,
}
