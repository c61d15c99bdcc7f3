using System.Globalization;

namespace SKReasoning;

/// <summary>What the names of features say.</summary>
public static class FeatureNames
{
    internal const string Tokens = "length.log_tokens";
    internal const string Steps = "length.steps";
    internal const string MeanLogProbability = "logprob.mean";
    internal const string WeakestLogProbability = "logprob.weakest";
    internal const string HarmonicLogProbability = "logprob.harmonic";
    internal const string WeakestStep = "logprob.weakest_step";
    internal const string MeanEntropy = "entropy.mean";
    internal const string HighestStepEntropy = "entropy.max_step";
    internal const string HighestInfluence = "influence.max";
    internal const string MeanInfluence = "influence.mean";
    internal const string InfluencePosition = "influence.position";
    internal const string StepInfluence = "influence.step";

    private const string SpectralLayer = "spectral.L";

    /// <summary>The group of a feature.</summary>
    /// <param name="name">Name of the feature.</param>
    /// <returns>Null for a name of no group.</returns>
    public static FeatureGroup? GroupOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Split('.')[0] switch
        {
            "length" => FeatureGroup.Length,
            "logprob" => FeatureGroup.LogProbability,
            "entropy" => FeatureGroup.Entropy,
            "influence" => FeatureGroup.Influence,
            "spectral" when LayerOf(name) is not null => FeatureGroup.Spectral,
            _ => null,
        };
    }

    /// <summary>The layer that a spectral feature is measured at; null for other features.</summary>
    public static int? LayerOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(SpectralLayer, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(SpectralLayer.Length, Math.Max(0, name.LastIndexOf('.') - SpectralLayer.Length)), NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
            ? layer : null;
    }

    internal static string Spectral(int layer, string metric) => string.Create(CultureInfo.InvariantCulture, $"{SpectralLayer}{layer}.{metric}");
}
