using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SKReasoning.Filters;

/// <summary>How the turns of a model are judged, tried again and passed on.</summary>
public sealed class ReasoningFilterOptions
{
    /// <summary>Judges each turn.</summary>
    /// <value>Default null: a <see cref="WeakestTokenValidator"/> with <see cref="WeakestToken"/>.</value>
    public IReasoningValidator? Validator { get; set; }

    /// <summary>Threshold of the default validator.</summary>
    [Required]
    [ValidateObjectMembers]
    public WeakestTokenOptions WeakestToken { get; set; } = new();

    /// <summary>Where rejected turns branch, how often and at what cost.</summary>
    [Required]
    [ValidateObjectMembers]
    public BranchOptions Branch { get; set; } = new();

    /// <summary>What happens when no attempt is accepted.</summary>
    /// <value>Default <see cref="OnFail.Annotate"/>.</value>
    [EnumDataType(typeof(OnFail))]
    public OnFail OnFail { get; set; }

    /// <summary>Text that replaces a refused answer.</summary>
    [Required(AllowEmptyStrings = false)]
    public string RefusalText { get; set; } = "I could not answer this reliably.";

    /// <summary>Whether attention is read for the influence of steps, which branching by influence needs and has read in any case.</summary>
    /// <value>Default false: on short chains it tells nothing that log-probability does not.</value>
    public bool Influence { get; set; }

    /// <summary>Δ of the influence: nearer steps do not count.</summary>
    /// <value>Default 4, as in the paper; 1 to 64. On chains of fewer steps nothing is that far away.</value>
    [Range(1, 64)]
    public int InfluenceDistance { get; set; } = ForwardInfluence.DefaultDistance;

    /// <summary>Layers whose attention is measured as a graph, for diagnosis.</summary>
    /// <value>Default none.</value>
    [Required]
    public IList<int> SpectralLayers { get; init; } = [];

    /// <summary>Hears of steps, verdicts and branches while a turn is written.</summary>
    /// <remarks>Called on the thread that reads the model's updates: a slow handler slows the turn. What it throws is logged and changes nothing.</remarks>
    /// <value>Default null.</value>
    public IProgress<ReasoningEvent>? Progress { get; set; }

    internal TraceRequest ToTraceRequest() => new()
    {
        Influence = Influence || Branch.From is BranchFrom.Influence or BranchFrom.HighestInfluence,
        InfluenceDistance = InfluenceDistance,
        SpectralLayers = [.. SpectralLayers],
        TellsSteps = Progress is not null,
    };
}
