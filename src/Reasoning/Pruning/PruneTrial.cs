namespace SKReasoning;

/// <summary>What was seen of an answer that the model wrote without some units.</summary>
/// <param name="Change">Rise of the reference answer's mean log-probability without them, in nats a token.</param>
/// <param name="Before">Value of the answer to the whole request.</param>
/// <param name="After">Value of the answer without the units.</param>
/// <param name="Confidence">Mean log-probability of the new answer without the units, less that of the reference answer to the whole request.</param>
public sealed record PruneTrial(double Change, string Before, string After, double Confidence)
{
    /// <summary>Share of samples without the units whose value is <see cref="After"/>; null where none were drawn.</summary>
    public double? Agreement { get; init; }

    /// <summary>Share of samples of the whole request whose value is <see cref="Before"/>; null where none were drawn.</summary>
    public double? AgreementBefore { get; init; }

    /// <summary>Whether both answers say the same.</summary>
    public bool IsSame => Before == After;
}
