using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>How a model wrote one turn: its tokens, its steps and their signals.</summary>
/// <param name="Tokens">All tokens of the turn in order, those of a prefix that was forced on it included; without the token that ends the turn.</param>
/// <param name="ForcedTokens">Leading tokens that were taken over from an earlier attempt instead of being written.</param>
/// <param name="Steps">The steps, in order; together they cover all tokens.</param>
/// <param name="Attention">Step matrix of all captured layers; null where attention was not read. Not to be changed.</param>
/// <param name="InfluenceOptions">Which influence the steps tell.</param>
/// <param name="Spectra">Spectral signatures of the turn, one for each layer that was asked for.</param>
/// <remarks>Values only: nothing of it refers to a model or a cache.</remarks>
public sealed record ReasoningTrace(
    ImmutableArray<TracedToken> Tokens,
    int ForcedTokens,
    ImmutableArray<ReasoningStep> Steps,
    StepAttention? Attention,
    InfluenceOptions InfluenceOptions,
    ImmutableArray<SpectralSignature> Spectra)
{
    /// <summary>Key of the trace in the properties of a turn's last update.</summary>
    public const string MetadataKey = "skreasoning.trace";

    /// <summary>Whether a token limit ended the turn before the model did.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>Whether the model that wrote the turn can go on from a prefix of it; where not, a retry begins anew.</summary>
    /// <value>Default true.</value>
    public bool CanBranch { get; init; } = true;

    /// <summary>The most probable tokens at the place of each of <see cref="Tokens"/>, most probable first; none at places where the model had no choice or a prefix was forced on it.</summary>
    /// <value>Empty where they were not asked for.</value>
    public ImmutableArray<ImmutableArray<RankedToken>> TopTokens { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>How the turn was steered towards its anchors; null where it was not.</summary>
    public AnchorTrace? Anchoring { get; init; }

    /// <summary>Δ of the steps' influence.</summary>
    public int InfluenceDistance => InfluenceOptions.Distance;

    /// <summary>Tokens that the model wrote for this turn.</summary>
    public int NewTokens => Tokens.Length - ForcedTokens;

    /// <summary>Mean log-probability of all tokens; at most 0, and 0 for an empty turn.</summary>
    public double MeanLogProbability => Tokens.IsEmpty ? 0 : Tokens.Average(token => (double)token.LogProbability);

    /// <summary>Index of the token of lowest log-probability, the first of equals; −1 for an empty turn.</summary>
    public int WeakestToken => IndexOfWeakest(Tokens);

    /// <summary>Index of the step that holds a token; −1 where none does.</summary>
    public int StepOf(int token)
    {
        for (var step = Steps.Length - 1; step >= 0; step--)
        {
            if (Steps[step].FirstToken <= token && token < Steps[step].FirstToken + Steps[step].TokenCount)
            {
                return step;
            }
        }

        return -1;
    }

    private static int IndexOfWeakest(ImmutableArray<TracedToken> tokens)
    {
        var weakest = -1;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (weakest < 0 || tokens[i].LogProbability < tokens[weakest].LogProbability)
            {
                weakest = i;
            }
        }

        return weakest;
    }
}
