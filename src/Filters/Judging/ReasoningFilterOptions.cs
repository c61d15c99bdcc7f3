using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace SKReasoning.Filters;

/// <summary>How the turns of a model are judged, tried again and passed on.</summary>
public sealed class ReasoningFilterOptions
{
    /// <summary>Key in the properties of a request under which it brings options of its own, in the place of those of its client.</summary>
    public const string OptionsKey = "skreasoning.reasoning";

    private CalibratedValidator? _calibrated;
    private (string Path, double? Rate)? _calibratedFrom;

    /// <summary>Judges each turn.</summary>
    /// <value>Default null: a <see cref="CalibratedValidator"/> of <see cref="CalibrationPath"/>, and without one a <see cref="WeakestTokenValidator"/> with <see cref="WeakestToken"/>.</value>
    public IReasoningValidator? Validator { get; set; }

    /// <summary>File of a calibration, as <c>skreasoning calibrate</c> writes it for a model: turns are judged by it.</summary>
    /// <value>Default null; read when the options are checked. Not together with <see cref="Validator"/>. Another model than the calibration's is refused.</value>
    [CalibrationFile]
    public string? CalibrationPath { get; set; }

    /// <summary>Most of the wrong answers that may be accepted, one of the rates that the calibration of <see cref="CalibrationPath"/> has a threshold for.</summary>
    /// <value>Default null: the calibration's first.</value>
    public double? FalseAcceptRate { get; set; }

    /// <summary>Threshold of the default validator.</summary>
    [Required]
    [ValidateObjectMembers]
    public WeakestTokenOptions WeakestToken { get; set; } = new();

    /// <summary>Where rejected turns branch, how often and at what cost.</summary>
    [Required]
    [ValidateObjectMembers]
    public BranchOptions Branch { get; set; } = new();

    /// <summary>What happens to a turn that is not accepted.</summary>
    /// <value>Default <see cref="OnFail.Corroborate"/>: of all that was measured, only this repairs what the model is sure of (docs/evidence.md).</value>
    [EnumDataType(typeof(OnFail))]
    public OnFail OnFail { get; set; } = OnFail.Corroborate;

    /// <summary>How further derivations of a rejected turn are made under <see cref="OnFail.Corroborate"/>, and when they agree.</summary>
    [Required]
    [ValidateObjectMembers]
    public CorroborationOptions Corroboration { get; set; } = new();

    /// <summary>What happens when the retries of <see cref="OnFail.Branch"/>, <see cref="OnFail.Reask"/> and <see cref="OnFail.Corroborate"/> have used up a budget; the best attempt is the turn then.</summary>
    /// <value>Default <see cref="OnFail.Annotate"/>; none of those three.</value>
    [AllowedValues(OnFail.Annotate, OnFail.Refuse, OnFail.Throw, OnFail.Ignore)]
    public OnFail OnExhausted { get; set; } = OnFail.Annotate;

    /// <summary>What the model reads when it is asked again; <c>{reason}</c> stands for the verdict's reason.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Critique { get; set; } = "This was not accepted: {reason}. Answer the request again from its start, and check every step.";

    /// <summary>What is made of values in a call that appear nowhere in the conversation and the reasoning before it.</summary>
    /// <value>
    /// Default <see cref="ArgumentCheck.Reject"/>. Numbers are compared by value (0 and 1, and English number words to twenty, count as
    /// given), texts without case and white space; texts of more than six words, booleans, nulls, and what the tool's schema lists as
    /// enum, const or default are not checked.
    /// </value>
    [EnumDataType(typeof(ArgumentCheck))]
    public ArgumentCheck Arguments { get; set; }

    /// <summary>How turns of a model that opens nothing are judged.</summary>
    [Required]
    [ValidateObjectMembers]
    public AgreementOptions Agreement { get; set; } = new();

    /// <summary>What a streaming caller sees of a turn before it is judged.</summary>
    /// <value>Default <see cref="StreamingMode.BufferTurn"/>.</value>
    [EnumDataType(typeof(StreamingMode))]
    public StreamingMode Streaming { get; set; }

    /// <summary>Policies of tools by the name that the model calls, such as <c>Shop_Order</c>; a <see cref="ToolPolicyAttribute"/> on the method does the same.</summary>
    /// <value>Default none.</value>
    [Required]
    public IDictionary<string, ToolPolicy> Tools { get; init; } = new Dictionary<string, ToolPolicy>(StringComparer.Ordinal);

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

    /// <summary>Whether a rejected turn is written again.</summary>
    internal bool IsRetried => OnFail is OnFail.Branch or OnFail.Reask or OnFail.Corroborate;

    /// <summary>What happens to a rejected turn when nothing is tried any more.</summary>
    internal OnFail LastResort => IsRetried ? OnExhausted : OnFail;

    /// <summary>What judges turns.</summary>
    /// <exception cref="CalibrationException">The calibration cannot be read.</exception>
    internal IReasoningValidator ToValidator() => Validator ?? FindCalibrated() ?? (IReasoningValidator)new WeakestTokenValidator(WeakestToken);

    // Methods: the generator of configuration binding would bind a property, and all of the calibration with it.
    /// <summary>What judges turns, where it rests on a calibration; null where it does not.</summary>
    /// <exception cref="ArgumentException">The calibration has no threshold for the rate.</exception>
    /// <exception cref="CalibrationException">The calibration cannot be read.</exception>
    internal CalibratedValidator? FindCalibrated()
    {
        if (Validator is not null || CalibrationPath is null)
        {
            return Validator as CalibratedValidator;
        }

        if (_calibratedFrom != (CalibrationPath, FalseAcceptRate))
        {
            _calibrated = new CalibratedValidator(Calibration.Load(CalibrationPath), FalseAcceptRate);
            _calibratedFrom = (CalibrationPath, FalseAcceptRate);
        }

        return _calibrated;
    }

    internal TraceRequest ToTraceRequest(bool tellsSteps)
    {
        var request = new TraceRequest
        {
            Influence = Influence || Branch.From is BranchFrom.Influence or BranchFrom.HighestInfluence,
            InfluenceDistance = InfluenceDistance,
            SpectralLayers = [.. SpectralLayers],
            TellsSteps = tellsSteps,
        };
        return FindCalibrated()?.Request(request) ?? request;
    }
}
