using System.Collections.Immutable;

namespace SKReasoning.Evaluation.Tests.Calibrating;

/// <summary>Answers whose probability of being right is known.</summary>
internal static class SimulatedAnswers
{
    /// <summary>Draws answers; log-odds = 0.8 + weight · logprob.mean + weightOfEntropy · entropy.mean, all features being standard normal.</summary>
    /// <param name="count">Number of answers.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="weight">Weight of the log-probability.</param>
    /// <param name="weightOfEntropy">Weight of the entropy.</param>
    /// <param name="answersPerProblem">Answers to each problem.</param>
    public static ImmutableArray<LabelledTrace> Draw(int count, int seed, double weight = 1.5, double weightOfEntropy = 0, int answersPerProblem = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Answer(random, i / answersPerProblem, weight, weightOfEntropy))];
    }

    public static CalibrationSource Source { get; } = new("test", new ModelIdentity("m", "h", "t"), new InfluenceOptions());

    private static LabelledTrace Answer(Random random, int problem, double weight, double weightOfEntropy)
    {
        var (length, logProbability, entropy, influence) = (Normal(random), Normal(random), Normal(random), Normal(random));
        var isRight = random.NextDouble() < 1 / (1 + Math.Exp(-(0.8 + (weight * logProbability) + (weightOfEntropy * entropy))));
        var wrongStep = isRight ? -1 : random.Next(4);
        return new LabelledTrace(
            $"problem {problem}",
            new FeatureSet(new("length.log_tokens", length), new("logprob.mean", logProbability), new("entropy.mean", entropy), new("influence.max", influence)),
            isRight,
            [.. Enumerable.Range(0, 4).Select(step => Step(random, step, wrongStep))],
            problem % 3);
    }

    // A wrong step has a log-probability that is lower by two standard deviations; what follows from it is not known.
    private static LabelledStep Step(Random random, int step, int wrongStep)
        => new(
            new FeatureSet(new("logprob.mean", Normal(random) - (step == wrongStep ? 2 : 0)), new("entropy.mean", Normal(random))),
            wrongStep >= 0 && step > wrongStep ? null : step != wrongStep);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
