using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>The numbers of a turn that a verdict can rest on.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>length.log_tokens, length.steps</term><description>natural logarithm of the number of tokens; number of steps</description></item>
/// <item><term>logprob.mean, logprob.weakest</term><description>mean and lowest log-probability of the tokens</description></item>
/// <item><term>logprob.harmonic</term><description>logarithm of the harmonic mean of the tokens' probabilities, which the least probable ones decide</description></item>
/// <item><term>logprob.weakest_step</term><description>lowest mean log-probability of a step</description></item>
/// <item><term>entropy.mean, entropy.max_step</term><description>mean entropy of the tokens, and highest mean entropy of a step, in nats</description></item>
/// <item><term>influence.max, influence.mean, influence.position</term><description>of the steps whose forward influence is defined: the highest, the mean, and where the highest stands, 0 for the first step and 1 for the last</description></item>
/// <item><term>spectral.L4.fiedler, .hfer, .smoothness</term><description>of each measured layer, here layer 4: see <see cref="SpectralSignature"/></description></item>
/// </list>
/// All of a forced prefix counts too. Numbers of different <see cref="InfluenceOptions"/> or solvers cannot be compared.
/// </remarks>
public static class TraceFeatures
{
    /// <summary>Measures a turn; an empty one has no value at all. Thread-safe. Cost: one pass over its tokens.</summary>
    public static FeatureSet Of(ReasoningTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        return new FeatureSet(
        [
            new(FeatureNames.Tokens, trace.Tokens.IsEmpty ? null : Math.Log(trace.Tokens.Length)),
            new(FeatureNames.Steps, trace.Tokens.IsEmpty ? null : trace.Steps.Length),
            new(FeatureNames.MeanLogProbability, trace.Tokens.IsEmpty ? null : trace.MeanLogProbability),
            new(FeatureNames.WeakestLogProbability, trace.Tokens.IsEmpty ? null : trace.Tokens[trace.WeakestToken].LogProbability),
            new(FeatureNames.HarmonicLogProbability, trace.Tokens.IsEmpty ? null : HarmonicMean(trace.Tokens)),
            new(FeatureNames.WeakestStep, Extreme(trace.Steps, step => -step.MeanLogProbability) is { } surprise ? -surprise : null),
            new(FeatureNames.MeanEntropy, trace.Tokens.IsEmpty ? null : trace.Tokens.Average(token => (double)token.Entropy)),
            new(FeatureNames.HighestStepEntropy, Extreme(trace.Steps, step => step.MeanEntropy)),
            .. Influence(trace.Steps),
            .. trace.Spectra.SelectMany(Spectrum),
        ]);
    }

    private static double? Extreme(ImmutableArray<ReasoningStep> steps, Func<ReasoningStep, double> measure) => steps.IsEmpty ? null : steps.Max(measure);

    // −ln(mean of exp(−log p)), about the largest term so that nothing overflows.
    private static double HarmonicMean(ImmutableArray<TracedToken> tokens)
    {
        var largest = -tokens.Min(token => (double)token.LogProbability);
        return -(largest + Math.Log(tokens.Average(token => Math.Exp(-token.LogProbability - largest))));
    }

    private static IEnumerable<Feature> Influence(ImmutableArray<ReasoningStep> steps)
    {
        double? highest = null, position = null;
        double sum = 0;
        var defined = 0;
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Influence is not { } influence)
            {
                continue;
            }

            sum += influence;
            defined++;
            if (highest is null || influence > highest)
            {
                (highest, position) = (influence, steps.Length > 1 ? (double)i / (steps.Length - 1) : 0);
            }
        }

        yield return new(FeatureNames.HighestInfluence, highest);
        yield return new(FeatureNames.MeanInfluence, defined == 0 ? null : sum / defined);
        yield return new(FeatureNames.InfluencePosition, position);
    }

    private static IEnumerable<Feature> Spectrum(SpectralSignature signature)
    {
        yield return new(FeatureNames.Spectral(signature.Layer, "fiedler"), signature.Fiedler);
        yield return new(FeatureNames.Spectral(signature.Layer, "hfer"), signature.HighFrequencyRatio);
        yield return new(FeatureNames.Spectral(signature.Layer, "smoothness"), signature.Smoothness);
    }
}
