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
        var threshold = GateRates.BestThreshold(picking.Turns);

        var arms = ImmutableArray.CreateBuilder<Arm>();
        var gate = new WeakestTokenValidator(new WeakestTokenOptions { Threshold = threshold });
        var highest = settings.Temperatures[^1];
        var restarted = await WriteAsync(heldOut, highest, new Gate(Gate.RejectsAll, BranchFrom.Restart, settings.Retries));
        foreach (var temperature in settings.Temperatures)
        {
            var firsts = temperature == highest ? restarted : await WriteAsync(heldOut, temperature, Gate.JudgesOnly);
            var ungated = firsts.Zip(restarted, (first, other) => first.WithRetriesOf(other)).ToImmutableArray();
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
            await progress.WriteLineAsync($"T = {temperature}, {gate}: {right} of {turns.Length} right, {turns.Sum(turn => turn.Tokens)} tokens");
            return turns;
        }
    }
}
