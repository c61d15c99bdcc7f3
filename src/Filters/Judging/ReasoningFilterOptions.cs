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

    /// <summary>Whether attention is read for the influence of steps.</summary>
    /// <value>Default true.</value>
    public bool Influence { get; set; } = true;

    /// <summary>Δ of the influence: nearer steps do not count.</summary>
    /// <value>Default 4, as in the paper; 1 to 64. On chains of fewer steps nothing is that far away.</value>
    [Range(1, 64)]
    public int InfluenceDistance { get; set; } = ForwardInfluence.DefaultDistance;

    /// <summary>Layers whose attention is measured as a graph, for diagnosis.</summary>
    /// <value>Default none.</value>
    [Required]
    public IList<int> SpectralLayers { get; init; } = [];

    /// <summary>Hears of steps, verdicts and branches while a turn is written.</summary>
    /// <remarks>Called on the thread that reads the model's updates; a slow handler slows the turn, one that throws fails it.</remarks>
    /// <value>Default null.</value>
    public IProgress<ReasoningEvent>? Progress { get; set; }

    /// <summary>Whether a <see cref="VerdictFilter"/> is registered that refuses the calls of rejected turns.</summary>
    internal bool HasVerdictFilter { get; set; }

    internal TraceRequest ToTraceRequest()
        => new() { Influence = Influence, InfluenceDistance = InfluenceDistance, SpectralLayers = [.. SpectralLayers] };
}
