using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>The results of the items that all arms have answered, in the same order for every arm.</summary>
internal sealed class ResultTable
{
    /// <exception cref="ArgumentException">There is no such item.</exception>
    public ResultTable(IReadOnlyCollection<ItemResult> results, IReadOnlyList<string> arms)
    {
        var byItem = results.Where(result => arms.Contains(result.Arm)).GroupBy(result => result.Item).ToDictionary(item => item.Key, item => item.ToDictionary(result => result.Arm));
        Items = [.. byItem.Where(item => item.Value.Count == arms.Count).Select(item => item.Key).Order(StringComparer.Ordinal)];
        if (Items.IsEmpty)
        {
            throw new ArgumentException("No item was answered by all arms, so there is nothing to compare.", nameof(results));
        }

        Arms = new OrderedDictionary<string, ItemResult[]>(arms.Select(arm => KeyValuePair.Create(arm, Items.Select(item => byItem[item][arm]).ToArray())));
    }

    /// <summary>Ids of the items.</summary>
    public ImmutableArray<string> Items { get; }

    /// <summary>Results by arm.</summary>
    public IReadOnlyDictionary<string, ItemResult[]> Arms { get; }

    public static IReadOnlyList<TokenOutcome> Tokens(ItemResult[] results)
        => [.. results.Select(result => new TokenOutcome(result.Outcome?.Tokens ?? 0, result.IsRight))];

    /// <summary>The outcomes had the arm stopped after 1, 2, … attempts; empty where it never made a second one.</summary>
    public static IReadOnlyList<IReadOnlyList<TokenOutcome>> Budgets(ItemResult[] results)
    {
        var most = results.Max(result => result.Outcome?.Curve.Length ?? 0);
        return most < 2 ? [] : [.. Enumerable.Range(1, most).Select(count => (IReadOnlyList<TokenOutcome>)[.. results.Select(result => At(result, count))])];
    }

    // Whoever was done earlier has spent no more.
    private static TokenOutcome At(ItemResult result, int count)
        => result.Outcome is { Curve: { IsEmpty: false } curve }
            ? new TokenOutcome(curve[Math.Min(count, curve.Length) - 1].Tokens, curve[Math.Min(count, curve.Length) - 1].IsRight)
            : new TokenOutcome(result.Outcome?.Tokens ?? 0, result.IsRight);
}
