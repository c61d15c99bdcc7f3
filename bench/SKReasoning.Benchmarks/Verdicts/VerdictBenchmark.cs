using System.Collections.Immutable;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>Picks a threshold on one set of problems and measures what it is worth on another.</summary>
internal static class VerdictBenchmark
{
    public static async Task<Measurement> RunAsync(VerdictSettings settings, TextWriter progress, CancellationToken cancellationToken)
    {
        using var writer = new TurnWriter(settings.Model.FullName, settings.Threads);
        var fitting = ProblemSet.Draw(settings, settings.Seed);
        var heldOut = ProblemSet.Draw(settings, settings.Seed + 1);

        var firstAttempts = ImmutableArray.CreateBuilder<FirstAttempts>();
        foreach (var temperature in settings.Temperatures)
        {
            firstAttempts.Add(new FirstAttempts(temperature, await WriteAsync(fitting, temperature, Gate.JudgesOnly)));
        }

        var picking = firstAttempts.FirstOrDefault(attempts => attempts.Temperature == 1) ?? firstAttempts[^1];
        if (picking.Turns.All(turn => turn.IsRight))
        {
            throw new InvalidOperationException("All first attempts are right, so no threshold can be picked: measure more problems, or longer ones.");
        }

        var threshold = GateRates.BestThreshold(picking.Turns);

        var arms = ImmutableArray.CreateBuilder<Arm>();
        var gate = new WeakestTokenValidator(new WeakestTokenOptions { Threshold = threshold });
        var rejectsAll = new Gate(Gate.RejectsAll, BranchFrom.Restart, settings.Retries);
        ImmutableArray<Turn>? sampled = settings.Temperatures.Contains(Gate.GreedyRetryTemperature)
            ? await WriteAsync(heldOut, Gate.GreedyRetryTemperature, rejectsAll)
            : null;
        foreach (var temperature in settings.Temperatures)
        {
            // A greedy turn is restarted at the temperature that others begin at: where those are measured too, their retries are the same.
            var ungated = (temperature, sampled) switch
            {
                (Gate.GreedyRetryTemperature, { } same) => same,
                (0, { } same) => Join(await WriteAsync(heldOut, 0, Gate.JudgesOnly), same),
                _ => await WriteAsync(heldOut, temperature, rejectsAll),
            };
            var branched = await WriteAsync(heldOut, temperature, new Gate(threshold, BranchFrom.Weakest, settings.Retries));
            foreach (var retries in new[] { 0, 1, settings.Retries }.Distinct())
            {
                var name = retries == 0 ? "no retry" : $"gate + restart, K = {retries}";
                arms.Add(new Arm(temperature, name, [.. ungated.Select(turn => turn.StoppedBy(gate, retries))]));
            }

            arms.Add(new Arm(temperature, $"gate + weakest step, K = {settings.Retries}", branched));
            arms.Add(new Arm(temperature, $"best of {settings.Retries + 1}, no gate", ungated, IsGated: false));
        }

        return new Measurement(firstAttempts.ToImmutable(), picking.Temperature, threshold, arms.ToImmutable());

        async Task<ImmutableArray<Turn>> WriteAsync(ProblemSet set, double temperature, Gate gate)
        {
            var turns = await writer.WriteAsync(set, temperature, gate, cancellationToken);
            var right = turns.Count(turn => turn.IsRight);
            var tokens = turns.Sum(turn => turn.Tokens);
            await progress.WriteLineAsync($"T = {temperature}, {gate}: {right} of {turns.Length} right, {tokens} tokens");
            return turns;
        }
    }

    private static ImmutableArray<Turn> Join(ImmutableArray<Turn> firsts, ImmutableArray<Turn> restarted)
        => [.. firsts.Zip(restarted, (first, other) => first.WithRetriesOf(other))];
}
