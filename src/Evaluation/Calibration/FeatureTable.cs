using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>The answers, or steps, that have all features of a list, as rows of numbers.</summary>
/// <param name="Names">Names of the columns.</param>
/// <param name="Rows">Shape (rows, columns).</param>
/// <param name="Labels">Whether each is right; null where that is not known.</param>
/// <param name="Problems">The problem of each row.</param>
/// <param name="Groups">The length group of each row.</param>
/// <param name="Sources">Index of each row among the items that the table was made of.</param>
internal sealed record FeatureTable(
    ImmutableArray<string> Names, double[][] Rows, bool?[] Labels, string[] Problems, int[] Groups, int[] Sources)
{
    /// <summary>A feature that more items lack than this share is of no use for judging.</summary>
    private const double MaxMissing = 0.1;

    /// <summary>Makes a table.</summary>
    /// <param name="items">What the rows are made of.</param>
    /// <param name="dropped">Takes the features that are missing too often, or the same everywhere.</param>
    public static FeatureTable Create(IReadOnlyList<Item> items, ICollection<DroppedFeature> dropped)
    {
        string[] known = [.. items.SelectMany(item => item.Features.Features).Select(feature => feature.Name).Distinct()];
        var names = known.Where(name => IsUseful(name, items, dropped)).ToImmutableArray();
        int[] complete = [.. Enumerable.Range(0, items.Count).Where(i => names.All(name => items[i].Features[name] is not null))];
        return new FeatureTable(
            names,
            [.. complete.Select(i => names.Select(name => items[i].Features[name]!.Value).ToArray())],
            [.. complete.Select(i => items[i].Label)],
            [.. complete.Select(i => items[i].Problem)],
            [.. complete.Select(i => items[i].Group)],
            complete);
    }

    /// <summary>Columns of the named groups.</summary>
    public int[] Columns(params IEnumerable<FeatureGroup> groups)
        => [.. Enumerable.Range(0, Names.Length).Where(column => groups.Contains(FeatureNames.GroupOf(Names[column])!.Value))];

    /// <summary>Whether any column is of a group.</summary>
    public bool Has(FeatureGroup group) => Columns(group).Length > 0;

    private static bool IsUseful(string name, IReadOnlyList<Item> items, ICollection<DroppedFeature> dropped)
    {
        double[] values = [.. items.Select(item => item.Features[name]).OfType<double>()];
        var missing = 1 - ((double)values.Length / items.Count);
        var reason = missing > MaxMissing ? FormattableString.Invariant($"missing in {missing:P0} of the items")
            : values.Min() == values.Max() ? "the same everywhere"
            : null;
        if (reason is not null)
        {
            dropped.Add(new DroppedFeature(name, reason));
        }

        return reason is null;
    }

    /// <summary>What a row is made of.</summary>
    internal readonly record struct Item(FeatureSet Features, bool? Label, string Problem, int Group);
}
