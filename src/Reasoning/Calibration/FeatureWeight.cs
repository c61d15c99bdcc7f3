namespace SKReasoning;

/// <summary>What one feature says in a <see cref="LogisticModel"/>.</summary>
/// <param name="Name">Name of the feature.</param>
/// <param name="Weight">Change of the log-odds by one <paramref name="Scale"/>.</param>
/// <param name="Mean">Mean of the feature where the model was fitted.</param>
/// <param name="Scale">Its standard deviation there; more than 0.</param>
/// <param name="Low">Lowest value seen there.</param>
/// <param name="High">Highest value seen there.</param>
public sealed record FeatureWeight(string Name, double Weight, double Mean, double Scale, double Low, double High)
{
    /// <summary>What a value adds to the log-odds. Beyond what was seen nothing is known: such a value counts as the nearest that was.</summary>
    public double Contribution(double value) => Weight * (Math.Clamp(value, Low, High) - Mean) / Scale;
}
