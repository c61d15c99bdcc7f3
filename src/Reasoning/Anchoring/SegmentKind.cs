namespace SKReasoning;

/// <summary>What a segment of a steered turn is.</summary>
public enum SegmentKind
{
    /// <summary>A plan, under the anchor of the question.</summary>
    Plan,

    /// <summary>A reason, under the anchors of the question and its plan.</summary>
    Reason,

    /// <summary>The answer, under the anchor of the question.</summary>
    Answer,

    /// <summary>A tool call, under the anchors of where it was made.</summary>
    Call,

    /// <summary>A turn that is not parted, under the anchor of the question.</summary>
    WholeTurn,
}
