using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>What a model is asked to record about a turn; nothing is recorded, and nothing read, without one.</summary>
/// <remarks>Travels in the properties of a chat request under <see cref="OptionsKey"/>. A model that cannot record something leaves it out of the trace.</remarks>
public sealed record TraceRequest
{
    /// <summary>Key of the request in the additional properties of chat options.</summary>
    public const string OptionsKey = "skreasoning.trace_request";

    /// <summary>Whether attention between steps is summed up, for their influence.</summary>
    /// <value>Default true.</value>
    public bool Influence { get; init; } = true;

    /// <summary>Which influence is measured.</summary>
    /// <value>Default the paper's.</value>
    public InfluenceOptions InfluenceOptions { get; init; } = new();

    /// <summary>Δ of <see cref="InfluenceOptions"/>, for requests that change nothing else.</summary>
    /// <value>Default 4, as in the paper; at least 1.</value>
    public int InfluenceDistance
    {
        get => InfluenceOptions.Distance;
        init => InfluenceOptions = InfluenceOptions with { Distance = value };
    }

    /// <summary>Whether the closed steps are told while the turn is written, which has their influence worked out anew at every step.</summary>
    /// <value>Default false.</value>
    public bool TellsSteps { get; init; }

    /// <summary>Most probable tokens that are recorded at each place, beside the token that was written.</summary>
    /// <value>Default 0: none. Costs a pass over the vocabulary for each token.</value>
    public int TopTokens { get; init; }

    /// <summary>Layers whose attention is measured as a graph, when the turn has ended.</summary>
    /// <value>Default none.</value>
    public ImmutableArray<int> SpectralLayers { get; init; } = [];

    /// <summary>How the graphs are measured.</summary>
    /// <value>Default <see cref="SpectralSolver.Iterative"/>; a dense solve adds the entropy, and takes seconds from a thousand tokens on.</value>
    public SpectralSolver SpectralSolver { get; init; }
}
