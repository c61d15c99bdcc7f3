namespace SKReasoning;

/// <summary>The forms in which an observer can take the attention of a token; sums and means cost far less to bring from a GPU than rows.</summary>
[Flags]
public enum AttentionForms
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The softmax row of every head: <see cref="ITokenObserver.OnAttention"/>.</summary>
    Rows = 1,

    /// <summary>For every head, rows summed over the keys of each step: <see cref="ITokenObserver.OnStepSums"/>.</summary>
    StepSums = 2,

    /// <summary>The mean of all heads' rows: <see cref="ITokenObserver.OnHeadMean"/>.</summary>
    HeadMean = 4,
}
