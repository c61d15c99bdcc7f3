namespace SKReasoning;

/// <summary>What may be left out of a request, how it is tested, and what is done then. Immutable.</summary>
public sealed record PruneOptions
{
    /// <summary>What is done with units that passed all checks.</summary>
    /// <value>Default <see cref="PruneAction.Report"/>: nothing is left out.</value>
    public PruneAction Action { get; init; }

    /// <summary>Which units are tried first.</summary>
    /// <value>Default <see cref="PruneRanking.Counterfactual"/>.</value>
    public PruneRanking Ranking { get; init; }

    /// <summary>Most units that are tried: all of them together first, then the better half, down to the best one, until the rest passes.</summary>
    /// <value>Default 8; 1 to 64.</value>
    public int MaxCandidates { get; init; } = 8;

    /// <summary>Most that the answer's mean log-probability may fall without a unit, in nats a token, for the unit to be tried: the answer needs those whose loss is larger.</summary>
    /// <value>Default 0.02; 0 to 10.</value>
    public double MaximumLoss { get; init; } = 0.02;

    /// <summary>Least rise of the answer's mean log-probability, in nats a token, for units to be left out.</summary>
    /// <value>Default 0.005; 0.001 to 10. Below that scores differ by rounding.</value>
    public double MinimumGain { get; init; } = 0.005;

    /// <summary>Samples with and without the units that decide where the answer changes; 0: units that change the answer are kept.</summary>
    /// <value>Default 3; 0 to 32.</value>
    public int Samples { get; init; } = 3;

    /// <summary>Least share of these samples that must agree on the changed answer.</summary>
    /// <value>Default 1; above 0.5, at most 1.</value>
    public double MinimumAgreement { get; init; } = 1;

    /// <summary>Temperature of the samples.</summary>
    /// <value>Default 1; above 0, at most 4.</value>
    public double SampleTemperature { get; init; } = 1;

    /// <summary>Seed of the samples.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Tokens that may be decoded to examine one request, read and written together. No further read or answer is begun beyond it.</summary>
    /// <value>Default 16384; at least 1.</value>
    public int MaxTokens { get; init; } = 16384;

    /// <summary>Most units of a request; one that has more is left alone.</summary>
    /// <value>Default 64; 2 to 1024.</value>
    public int MaxUnits { get; init; } = 64;

    /// <summary>Whether results of tools are examined too.</summary>
    /// <value>Default false: what a tool says is evidence.</value>
    public bool IncludesToolResults { get; init; }

    /// <summary>Says of a unit's text that it must be kept.</summary>
    /// <value>Default null: what is protected anyway, such as questions, instructions, conditions, quotations and code.</value>
    public Func<string, bool>? Protects { get; init; }

    /// <summary>Takes the value out of an answer by which two answers are compared.</summary>
    /// <value>Default null: <see cref="AnswerValue.Of"/>.</value>
    public Func<string, string>? Value { get; init; }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        Check(Enum.IsDefined(Action) && Enum.IsDefined(Ranking), nameof(Action), "Action and ranking must be named ones.");
        Check(MaxCandidates is >= 1 and <= 64, nameof(MaxCandidates), $"MaxCandidates must be 1 to 64; it is {MaxCandidates}.");
        Check(MaximumLoss is >= 0 and <= 10, nameof(MaximumLoss), $"MaximumLoss must be 0 to 10; it is {MaximumLoss}.");
        Check(MinimumGain is >= 0.001 and <= 10, nameof(MinimumGain), $"MinimumGain must be 0.001 to 10; it is {MinimumGain}.");
        Check(Samples is >= 0 and <= 32, nameof(Samples), $"Samples must be 0 to 32; it is {Samples}.");
        Check(MinimumAgreement is > 0.5 and <= 1, nameof(MinimumAgreement), $"MinimumAgreement must be above 0.5 and at most 1; it is {MinimumAgreement}.");
        Check(SampleTemperature is > 0 and <= 4, nameof(SampleTemperature), $"SampleTemperature must be above 0 and at most 4; it is {SampleTemperature}.");
        Check(MaxTokens >= 1, nameof(MaxTokens), $"MaxTokens must be at least 1; it is {MaxTokens}.");
        Check(MaxUnits is >= 2 and <= 1024, nameof(MaxUnits), $"MaxUnits must be 2 to 1024; it is {MaxUnits}.");
    }

    private static void Check(bool isValid, string name, string message)
    {
        if (!isValid)
        {
            throw new ArgumentOutOfRangeException(name, message);
        }
    }
}
