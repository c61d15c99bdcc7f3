namespace SKReasoning;

/// <summary>Which units are tried first.</summary>
public enum PruneRanking
{
    /// <summary>Those without which the model's own answer becomes most probable: one read for each unit of the request.</summary>
    Counterfactual,

    /// <summary>Those that draw most of the answer's attention for their length: one read for each unit that is tried.</summary>
    Attention,
}
