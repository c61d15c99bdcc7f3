using System.Globalization;

namespace SKReasoning;

/// <summary>Accepts a turn whose least probable token is probable enough.</summary>
/// <remarks>The baseline that other signals have to beat. Thread-safe.</remarks>
public sealed class WeakestTokenValidator : IReasoningValidator
{
    private readonly double _threshold;

    /// <summary>Creates the validator; later changes of <paramref name="options"/> have no effect.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is above 0 or no number.</exception>
    public WeakestTokenValidator(WeakestTokenOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!(options.Threshold <= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.Threshold, "The threshold is a log-probability: at most 0.");
        }

        _threshold = options.Threshold;
    }

    /// <inheritdoc/>
    /// <remarks>The score is the log-probability of the weakest token. An empty turn is rejected.</remarks>
    public Verdict Judge(ReasoningTrace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        if (trace.Tokens.IsEmpty)
        {
            return new Verdict(false, double.NegativeInfinity, null, "the turn is empty");
        }

        var weakest = trace.Tokens[trace.WeakestToken].LogProbability;
        var accepted = weakest >= _threshold;
        var reason = string.Create(
            CultureInfo.InvariantCulture,
            $"the weakest token has log-probability {weakest:F2}, {(accepted ? "not under" : "under")} the threshold {_threshold:F2}");
        return new Verdict(accepted, weakest, trace.StepOf(trace.WeakestToken), reason);
    }
}
