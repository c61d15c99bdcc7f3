using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>A probability from features: the logistic function of their weighted sum.</summary>
/// <param name="Intercept">Log-odds where every feature is at its mean.</param>
/// <param name="Weights">The features that count, each once.</param>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed record LogisticModel(double Intercept, ImmutableArray<FeatureWeight> Weights)
{
    /// <summary>The probability for a set of features.</summary>
    /// <returns>0 to 1; null where the set lacks a feature of the model.</returns>
    public double? Probability(FeatureSet features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var logOdds = Intercept;
        foreach (var weight in Weights)
        {
            if (features[weight.Name] is not { } value)
            {
                return null;
            }

            logOdds += weight.Contribution(value);
        }

        return 1 / (1 + Math.Exp(-logOdds));
    }

    /// <summary>The first feature of the model that a set lacks; null where it has all.</summary>
    public string? MissingFrom(FeatureSet features)
    {
        ArgumentNullException.ThrowIfNull(features);
        return Weights.FirstOrDefault(weight => features[weight.Name] is null)?.Name;
    }

    /// <summary>The feature that lowers the probability most; null where none lowers it.</summary>
    internal FeatureWeight? MostAgainst(FeatureSet features)
        => Weights.Where(weight => features[weight.Name] is { } value && weight.Contribution(value) < 0).MinBy(weight => weight.Contribution(features[weight.Name]!.Value));
}
