namespace SKReasoning;

/// <summary>What a validator says of a turn.</summary>
/// <param name="Accepted">Whether the turn may be acted on.</param>
/// <param name="Score">How sound the turn looks, higher being better; its scale is the validator's own.</param>
/// <param name="WeakestStep">Index of the step that the validator trusts least; null where it names none.</param>
/// <param name="Reason">One sentence, without a full stop, that says what the verdict rests on.</param>
public sealed record Verdict(bool Accepted, double Score, int? WeakestStep, string Reason)
{
    /// <summary>What the verdict rests on.</summary>
    /// <value>Default <see cref="VerdictBasis.LogProbabilities"/>.</value>
    public VerdictBasis Basis { get; init; }
}
