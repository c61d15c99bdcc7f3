namespace SKReasoning;

/// <summary>What a feature is made of, and so what reading it costs.</summary>
public enum FeatureGroup
{
    /// <summary>Numbers of tokens and steps.</summary>
    Length,

    /// <summary>Log-probabilities of the tokens.</summary>
    LogProbability,

    /// <summary>Entropies of the distributions that the tokens were drawn from.</summary>
    Entropy,

    /// <summary>Forward context influence: attention must be read.</summary>
    Influence,

    /// <summary>Spectra of attention: layers must be measured.</summary>
    Spectral,
}
