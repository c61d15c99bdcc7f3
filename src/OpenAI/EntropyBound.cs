namespace SKReasoning.OpenAI;

/// <summary>The least entropy that a distribution can have of which some probabilities are known.</summary>
internal static class EntropyBound
{
    /// <summary>A lower bound of the entropy, in nats.</summary>
    /// <param name="known">Log-probabilities of different tokens; at most 0.</param>
    /// <param name="most">Log-probability that no other token exceeds; 0 where nothing is known of them.</param>
    /// <remarks>
    /// The entropy is −Σ p ln p. The probability r that is left belongs to tokens of at most q = min(r, e^most) each, and each of them adds
    /// −p ln p ≥ −p ln q; so all of them together add at least −r ln q.
    /// </remarks>
    public static double Of(IEnumerable<double> known, double most)
    {
        double rest = 1, entropy = 0;
        foreach (var logProbability in known)
        {
            var probability = Math.Exp(logProbability);
            rest -= probability;
            entropy -= probability * logProbability;
        }

        return rest > 0 ? entropy - (rest * Math.Min(Math.Log(rest), most)) : entropy;
    }
}
