namespace SKReasoning.Evaluation;

/// <summary>Intervals by drawing problems, with all of their rows, anew.</summary>
/// <remarks>Every statistic sees the same draws, so differences are paired.</remarks>
internal sealed class ProblemBootstrap(IReadOnlyList<string> problems, CalibrationFitOptions options)
{
    private const int Digits = 4;

    private readonly int[] _problemOf = Number(problems);

    /// <summary>A statistic with the percentile interval of 95 %, rounded to what is reported.</summary>
    /// <param name="statistic">The statistic of the rows, each of which counts as often as its weight says; null for once.</param>
    public EvidenceInterval Interval(Func<int[]?, double> statistic)
    {
        var random = new Random(options.Seed);
        var count = _problemOf.Length == 0 ? 0 : _problemOf.Max() + 1;
        var values = new double[options.BootstrapSamples];
        var weights = new int[_problemOf.Length];
        for (var sample = 0; sample < values.Length; sample++)
        {
            var drawn = new int[count];
            for (var i = 0; i < count; i++)
            {
                drawn[random.Next(count)]++;
            }

            for (var row = 0; row < weights.Length; row++)
            {
                weights[row] = drawn[_problemOf[row]];
            }

            values[sample] = statistic(weights);
        }

        Array.Sort(values);
        return new EvidenceInterval(
            Math.Round(statistic(null), Digits),
            Math.Round(values[(int)(0.025 * (values.Length - 1))], Digits),
            Math.Round(values[(int)Math.Ceiling(0.975 * (values.Length - 1))], Digits));
    }

    /// <summary>The interval of a mean over rows.</summary>
    public EvidenceInterval Mean(IReadOnlyList<double> values) => Interval(weights =>
    {
        double sum = 0, count = 0;
        for (var i = 0; i < values.Count; i++)
        {
            var weight = weights?[i] ?? 1;
            sum += weight * values[i];
            count += weight;
        }

        return count == 0 ? 0 : sum / count;
    });

    private static int[] Number(IReadOnlyList<string> problems)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. problems.Select(problem =>
        {
            numbers.TryAdd(problem, numbers.Count);
            return numbers[problem];
        })];
    }
}
