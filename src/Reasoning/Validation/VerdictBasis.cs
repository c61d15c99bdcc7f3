namespace SKReasoning;

/// <summary>What a verdict rests on.</summary>
public enum VerdictBasis
{
    /// <summary>Log-probabilities of the tokens, and what else the trace holds.</summary>
    LogProbabilities,

    /// <summary>Agreement between answers drawn for the same request, of a model that opens nothing.</summary>
    Agreement,
}
