using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>The features of one turn or step, in a fixed order.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class FeatureSet
{
    /// <summary>Creates a set; a value that is no finite number counts as absent.</summary>
    /// <exception cref="ArgumentException">A name is of no group, or there twice.</exception>
    public FeatureSet(params IEnumerable<Feature> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features = [.. features.Select(feature => feature.Value is { } value && !double.IsFinite(value) ? feature with { Value = null } : feature)];
        if (Features.FirstOrDefault(feature => FeatureNames.GroupOf(feature.Name) is null) is { Name: { } name })
        {
            throw new ArgumentException($"The feature '{name}' belongs to no group.", nameof(features));
        }

        if (Features.DistinctBy(feature => feature.Name).Count() < Features.Length)
        {
            throw new ArgumentException("A feature is there twice.", nameof(features));
        }
    }

    /// <summary>All features, absent ones included.</summary>
    public ImmutableArray<Feature> Features { get; }

    /// <summary>The value of a feature; null where it is absent or the set does not know it.</summary>
    public double? this[string name]
    {
        get
        {
            foreach (var feature in Features)
            {
                if (feature.Name == name)
                {
                    return feature.Value;
                }
            }

            return null;
        }
    }
}
