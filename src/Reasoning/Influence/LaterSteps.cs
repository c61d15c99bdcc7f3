namespace SKReasoning;

/// <summary>How the attention of all later steps to one step becomes one number.</summary>
public enum LaterSteps
{
    /// <summary>Their sum, as in AttnRL: it falls with the step's number by construction, because fewer steps are left to look back.</summary>
    Sum,

    /// <summary>Their mean, as the vertical score of thought anchors (arXiv 2506.19143): early steps have no advantage.</summary>
    Mean,
}
