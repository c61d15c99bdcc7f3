using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation;

/// <summary>The lowest threshold on a score that provably accepts few of the wrong answers.</summary>
/// <remarks>
/// Of n wrong answers that are independent of the score, k are allowed above the threshold, where k is the largest number with
/// P(Binomial(n, α) ≤ k) ≤ 1 − confidence: as many as have a Clopper-Pearson upper bound of at most α. It depends on n alone, so the k + 1st
/// largest score is an order statistic, and P(accepted | wrong) above it has the distribution Beta(k + 1, n − k), whatever that of the score
/// (or less, where scores tie): it exceeds α with probability 1 − confidence at most. One answer a problem counts, the first one, because
/// answers to one problem are not independent.
/// </remarks>
internal static class ConformalThreshold
{
    private const int Hopeless = 1_000_000;

    /// <summary>Finds the threshold.</summary>
    /// <param name="scores">Score of each held-out answer; null for one that is never accepted.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="rate">α.</param>
    /// <param name="confidence">Probability of the guarantee.</param>
    /// <returns>Null where the wrong answers are too few for any threshold.</returns>
    public static AcceptanceThreshold? Find(IReadOnlyList<double?> scores, IReadOnlyList<LabelledTrace> answers, double rate, double confidence)
    {
        int[] first = [.. Enumerable.Range(0, answers.Count).DistinctBy(i => answers[i].Problem, StringComparer.Ordinal)];
        double[] wrong = [.. first.Where(i => !answers[i].IsRight).Select(i => scores[i] ?? double.NegativeInfinity).OrderDescending()];
        double?[] right = [.. first.Where(i => answers[i].IsRight).Select(i => scores[i])];
        if (Allowed(wrong.Length, rate, confidence) is not { } allowed)
        {
            return null;
        }

        var threshold = Math.Max(0, Math.BitIncrement(wrong[allowed]));
        return new AcceptanceThreshold(
            rate, confidence, threshold, wrong.Length, wrong.Count(score => score >= threshold), right.Length, right.Count(score => score >= threshold));
    }

    /// <summary>The fewest wrong answers that any threshold can be proven on.</summary>
    public static int FewestWrong(double rate, double confidence) => (int)Math.Min(Hopeless, Math.Ceiling(Math.Log(1 - confidence) / Math.Log(1 - rate)));

    private static int? Allowed(int wrong, double rate, double confidence)
    {
        int? allowed = null;
        for (var k = 0; k < wrong && Binomial.CDF(rate, wrong, k) <= 1 - confidence; k++)
        {
            allowed = k;
        }

        return allowed;
    }
}
