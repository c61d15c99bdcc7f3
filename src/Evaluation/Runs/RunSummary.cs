using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Sums up the results of a run.</summary>
public static class RunSummary
{
    // A difference of one item in a thousand is not worth looking for.
    private const int MostItemsNeeded = 100_000;

    /// <summary>Sums up the items that all arms have answered.</summary>
    /// <param name="header">What the run measures.</param>
    /// <param name="results">The results.</param>
    /// <param name="baseline">The arm that others are compared with.</param>
    /// <param name="curve">The arms whose budgets, and the points of whose curves, others are compared with at equal tokens.</param>
    /// <param name="against">Results of an earlier run whose arms of the same names are compared; null for none.</param>
    /// <exception cref="ArgumentException">No item was answered by all arms, or an arm that is named is not in the run.</exception>
    public static EvaluationSummary Of(
        RunHeader header, IReadOnlyCollection<ItemResult> results, string baseline, IReadOnlyList<string> curve, IReadOnlyCollection<ItemResult>? against = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(curve);
        var table = new ResultTable(results, [.. header.Arms.Keys]);
        if (curve.Append(baseline).FirstOrDefault(name => !table.Arms.ContainsKey(name)) is { } missing)
        {
            throw new ArgumentException($"The run has no arm '{missing}'.", nameof(baseline));
        }

        return new EvaluationSummary(
            header.Model,
            header.Seed,
            header.Tasks,
            table.Items.Length,
            [.. table.Arms.Select(arm => Summarise(arm.Key, header.Arms[arm.Key], arm.Value))],
            Compare(table, baseline, curve),
            [.. table.Arms.SelectMany(arm => SignalsOf(arm.Key, arm.Value))])
        {
            Command = header.Command,
            Against = against is null ? [] : CompareWithEarlier(table, against),
        };
    }

    private static ArmSummary Summarise(string name, string description, ItemResult[] results)
    {
        double Mean(Func<ItemOutcome, double> value) => results.Average(result => result.Outcome is { } outcome ? value(outcome) : 0);
        ItemResult[] accepted = [.. results.Where(result => result.Outcome?.Accepted == true)];
        var hasVerdict = results.Any(result => result.Outcome?.Accepted is not null);
        var byDifficulty = results.Where(result => result.Difficulty is not null).GroupBy(result => result.Difficulty!.Value).OrderBy(group => group.Key);
        return new ArmSummary(
            name,
            description,
            results.Length,
            Share(results),
            Mean(outcome => outcome.Tokens),
            Mean(outcome => outcome.PrefillTokens),
            results.Average(result => result.Seconds),
            Mean(outcome => outcome.ToolCalls),
            results.Count(result => result.Error is not null),
            [.. byDifficulty.Select(group => new DifficultySummary(group.Key, group.Count(), Share([.. group])))],
            [.. ResultTable.Budgets(results).Select(budget => new CurvePoint(budget.Average(point => point.Tokens), Proportion.Of(budget.Count(point => point.IsRight), budget.Count)))])
        {
            Accepted = hasVerdict ? (double)accepted.Length / results.Length : null,
            AccuracyOfAccepted = accepted.Length > 0 ? Share(accepted) : null,
        };
    }

    private static Estimate Share(ItemResult[] results) => Proportion.Of(results.Count(result => result.IsRight), results.Length);

    private static ImmutableArray<ArmComparison> Compare(ResultTable table, string baseline, IReadOnlyList<string> curve)
    {
        var budgets = curve.SelectMany(name => ResultTable.Budgets(table.Arms[name]) is { Count: > 0 } points ? points : [ResultTable.Tokens(table.Arms[name])]).ToArray();
        return Adjusted(table.Arms.Where(arm => arm.Key != baseline).Select(arm =>
        {
            var equal = budgets.Length == 0 || curve.Contains(arm.Key) ? null : EqualTokens.Compare(ResultTable.Tokens(arm.Value), budgets);
            return Pair(arm.Key, baseline, arm.Value, table.Arms[baseline]) with
            {
                AtEqualTokens = equal?.Difference,
                EqualTokensOutOfRange = equal?.IsOutsideBudgets ?? false,
            };
        }));
    }

    private static ImmutableArray<ArmComparison> CompareWithEarlier(ResultTable table, IReadOnlyCollection<ItemResult> against)
    {
        var earlier = against.ToDictionary(result => (result.Arm, result.Item));
        return Adjusted(table.Arms.Select(arm =>
        {
            var pairs = arm.Value.Where(result => earlier.ContainsKey((result.Arm, result.Item))).ToArray();
            return pairs.Length == 0 ? null : Pair(arm.Key, $"{arm.Key}, earlier", pairs, [.. pairs.Select(result => earlier[(result.Arm, result.Item)])]);
        }).OfType<ArmComparison>());
    }

    private static ArmComparison Pair(string name, string baseline, ItemResult[] arm, ItemResult[] other)
    {
        var outcomes = PairedOutcomes.Of([.. arm.Select(result => result.IsRight)], [.. other.Select(result => result.IsRight)]);
        var p = outcomes.McNemar();
        return new ArmComparison(name, baseline, outcomes.Difference(), outcomes.Won, outcomes.Lost, p, p, ItemsNeeded(outcomes), null, false);
    }

    private static int? ItemsNeeded(PairedOutcomes outcomes)
    {
        var (won, lost) = ((double)outcomes.Won / outcomes.Items, (double)outcomes.Lost / outcomes.Items);
        // Beyond this the approximation says more than enough, and the exact search would take long.
        var isSmall = (won - lost) * (won - lost) * MostItemsNeeded < 8 * (won + lost);
        return outcomes.Won == outcomes.Lost || isSmall ? null : McNemarPower.Items(won, lost);
    }

    private static ImmutableArray<ArmComparison> Adjusted(IEnumerable<ArmComparison> comparisons)
    {
        ArmComparison[] all = [.. comparisons];
        return [.. all.Zip(Holm.Adjust([.. all.Select(comparison => comparison.PValue)]), (comparison, p) => comparison with { AdjustedPValue = p })];
    }

    private static IEnumerable<SignalSummary> SignalsOf(string name, ItemResult[] results)
    {
        // What retries of an arm do to its first attempts is nothing: arms of one attempt tell all there is.
        if (results.Any(result => result.Outcome is { Attempts: > 1 }))
        {
            return [];
        }

        ItemOutcome[] known = [.. results.Select(result => result.Outcome).OfType<ItemOutcome>().Where(outcome => outcome.IsFirstRight is not null)];
        return known.DistinctBy(outcome => outcome.IsFirstRight).Count() < 2 ? [] : known.SelectMany(outcome => outcome.Signals.Keys).Distinct()
            .Select(signal => (Name: signal, Answers: known.Where(outcome => outcome.Signals.GetValueOrDefault(signal) is not null)
                .Select(outcome => new ScoredAnswer(outcome.Signals[signal]!.Value, outcome.IsFirstRight!.Value)).ToArray()))
            // With fewer than two of either kind the area has no interval.
            .Where(signal => signal.Answers.CountBy(answer => answer.IsRight).Count(kind => kind.Value >= 2) == 2)
            .Select(signal => new SignalSummary(name, signal.Name, RocArea.DeLong(signal.Answers)));
    }
}
