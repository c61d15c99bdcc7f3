using System.Globalization;
using System.Text;

namespace SKReasoning.Plugins;

/// <summary>Two answers to one question, by how probable they are to a model.</summary>
/// <param name="First">The score of the first answer.</param>
/// <param name="Second">The score of the second answer.</param>
/// <remarks>
/// <para>
/// Preferred does not mean right: it means that the model would rather have written it. The measure is the mean log-probability per token, since
/// the total falls with every token and so prefers the shorter answer. The mean has a leaning of its own, to answers that repeat what was said.
/// The token that ends an answer is not counted.
/// </para>
/// <para>
/// With lengths n and means m, the difference of the totals is exactly n̄·(m₁−m₂) + m̄·(n₁−n₂), the bars being means over both answers:
/// <see cref="TokenPart"/> and <see cref="LengthPart"/>.
/// </para>
/// </remarks>
public sealed record AnswerComparison(AnswerScore First, AnswerScore Second)
{
    /// <summary>Means that are nearer to each other than this, in nats, count as equal: what else is in the model's batch and cache moves them that far.</summary>
    public const double Tolerance = 0.005;

    /// <summary>The answer with the higher mean log-probability per token.</summary>
    public PreferredAnswer Preferred => Choose(MeanDifference, Tolerance);

    /// <summary>The answer that is more probable as a whole, which favours the shorter one.</summary>
    public PreferredAnswer PreferredByTotal => Choose(TotalDifference, Tolerance);

    /// <summary>The shorter answer, in tokens: the baseline that a preference has to differ from to say anything that length does not.</summary>
    public PreferredAnswer Shorter => Choose(Second.LogProbabilities.Length - First.LogProbabilities.Length, 0);

    /// <summary>Mean log-probability per token of the first answer less that of the second, in nats.</summary>
    public double MeanDifference => First.Mean - Second.Mean;

    /// <summary>Log-probability of the whole first answer less that of the second, in nats.</summary>
    public double TotalDifference => First.Sum - Second.Sum;

    /// <summary>The part of <see cref="TotalDifference"/> that comes from how probable the tokens are.</summary>
    public double TokenPart => MeanDifference * (First.LogProbabilities.Length + Second.LogProbabilities.Length) / 2;

    /// <summary>The part of <see cref="TotalDifference"/> that comes from how many tokens there are.</summary>
    public double LengthPart => (First.Mean + Second.Mean) / 2 * (First.LogProbabilities.Length - Second.LogProbabilities.Length);

    /// <summary>Whether the answers differ in total for their length only: their tokens are as probable as each other, or the total prefers the other answer than the mean does.</summary>
    public bool IsOnlyLength => PreferredByTotal is not PreferredAnswer.Neither && PreferredByTotal != Preferred;

    /// <summary>Which answer is preferred and by how much, and what of it is length.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(Preferred is PreferredAnswer.Neither ? "Neither answer" : $"The {Name(Preferred)} answer")} is preferred: ")
            .Append(CultureInfo.InvariantCulture, $"the mean log-probability per token is {First.Mean:F3} for the first and {Second.Mean:F3} for the second.\n")
            .Append(CultureInfo.InvariantCulture, $"In total it is {First.Sum:F2} over {First.LogProbabilities.Length} tokens and {Second.Sum:F2} over {Second.LogProbabilities.Length}; ")
            .Append(Shorter is PreferredAnswer.Neither
                ? "the answers are as long as each other.\n"
                : string.Create(CultureInfo.InvariantCulture, $"of the difference of {TotalDifference:F2}, {TokenPart:F2} comes from the tokens and {LengthPart:F2} from the length.\n"));
        if (IsOnlyLength)
        {
            text.Append(CultureInfo.InvariantCulture, $"The total prefers the {Name(PreferredByTotal)} answer for its length only.\n");
        }
        else if (Preferred is not PreferredAnswer.Neither && Preferred == Shorter)
        {
            text.Append("It is also the shorter one.\n");
        }

        return text.Append("Preferred means more probable to this model, not right.").ToString();
    }

    private static PreferredAnswer Choose(double difference, double tolerance)
        => Math.Abs(difference) <= tolerance ? PreferredAnswer.Neither : difference > 0 ? PreferredAnswer.First : PreferredAnswer.Second;

    private static string Name(PreferredAnswer answer) => answer is PreferredAnswer.First ? "first" : "second";
}
