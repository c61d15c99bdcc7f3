namespace SKReasoning;

/// <summary>Asks a model to be steered towards the question, and the plan that it follows, while it writes a turn.</summary>
/// <remarks>
/// Travels in the properties of a chat request under <see cref="OptionsKey"/>; without one nothing is steered and nothing costs anything.
/// The question is what <see cref="AnchorMarks"/> mark in the conversation, else the last message of the user. Immutable.
/// </remarks>
public sealed record AnchorRequest
{
    /// <summary>Key of the request in the additional properties of chat options.</summary>
    public const string OptionsKey = "skreasoning.anchor_request";

    /// <summary>Whether the turn is steered at all: false takes steering out of a pipeline for one request, which then runs as if there were none.</summary>
    /// <value>Default true.</value>
    public bool IsEnabled { get; init; } = true;

    /// <summary>What is anchored when.</summary>
    /// <value>Default <see cref="AnchorSchedule.PlanAndReason"/>; a request whose whole answer must match a grammar is always a <see cref="AnchorSchedule.WholeTurn"/>.</value>
    public AnchorSchedule Schedule { get; init; }

    /// <summary>How the model is steered.</summary>
    /// <value>Default <see cref="AnchorBackend.LogitBlend"/>.</value>
    public AnchorBackend Backend { get; init; }

    /// <summary>ω of the logit blend.</summary>
    /// <value>Default: always 1.28.</value>
    public AnchorStrength Strength { get; init; } = new();

    /// <summary>Form of the logit blend.</summary>
    /// <value>Default <see cref="BlendForm.Plain"/>, as in the paper.</value>
    public BlendForm Form { get; init; }

    /// <summary>What stands in the place of the anchors in the masked sequence of the logit blend.</summary>
    /// <value>Default <see cref="MaskStyle.SameLengthFill"/>.</value>
    public MaskStyle Mask { get; init; }

    /// <summary>Filler token of the masked sequence.</summary>
    /// <value>Default null: the vocabulary's mask token, its padding token, a reserved one, the unknown token, or a line feed, whichever comes first and does not end a turn.</value>
    public int? Filler { get; init; }

    /// <summary>The scaling of <see cref="AnchorBackend.AttentionScale"/>.</summary>
    /// <value>Default: factor 2 in all heads of all layers.</value>
    public AttentionScaling Scaling { get; init; } = new();

    /// <summary>How plans and reasons are announced.</summary>
    public PlanFormat Format { get; init; } = new();

    /// <summary>Most plans that a turn is asked for; then it is asked for the answer, as it is after a plan that repeats an earlier one.</summary>
    /// <value>Default 32; 1 to 1000.</value>
    public int MaxSteps { get; init; } = 32;

    /// <summary>Most tokens of a plan or a reason; then the next one is begun.</summary>
    /// <value>Default 512; 8 to 100000.</value>
    public int MaxSegmentTokens { get; init; } = 512;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        Check(Strength is not null && Scaling is not null && Format is not null, nameof(Strength), "Strength, scaling and format must not be null; leave them out for the defaults.");
        Strength!.Validate();
        Scaling!.Validate();
        Format!.Validate();
        Check(Enum.IsDefined(Schedule) && Enum.IsDefined(Backend) && Enum.IsDefined(Form) && Enum.IsDefined(Mask), nameof(Schedule), "Schedule, backend, form and mask style must be named ones.");
        Check(MaxSteps is >= 1 and <= 1000, nameof(MaxSteps), $"MaxSteps must be 1 to 1000; it is {MaxSteps}.");
        Check(MaxSegmentTokens is >= 8 and <= 100_000, nameof(MaxSegmentTokens), $"MaxSegmentTokens must be 8 to 100000; it is {MaxSegmentTokens}.");
        Check(Filler is null or >= 0, nameof(Filler), $"The filler must be a token id; it is {Filler}.");
    }

    private static void Check(bool isValid, string name, string message)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(name, message);
        }
    }
}
