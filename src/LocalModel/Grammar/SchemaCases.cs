using System.Text.Json;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Which cases of a schema llama.cpp may have to follow side by side.</summary>
/// <remarks>
/// Each object or array that opens inside two cases at once doubles what it follows. That is bounded where the cases differ before
/// anything opens in them, or where the nesting is.
/// </remarks>
internal static class SchemaCases
{
    /// <summary>Most ways to read the beginning of a value.</summary>
    public const int MostWays = 256;

    /// <param name="place">The schema of the cases.</param>
    /// <param name="cases">The cases, references followed.</param>
    /// <returns>The greatest number of ways in which a text may go on inside the cases.</returns>
    /// <exception cref="SchemaNotSupportedException">There are more than <see cref="MostWays"/>, or they grow without end.</exception>
    public static int Ways(SchemaNode place, IReadOnlyList<Case> cases)
    {
        var nested = cases.Where(one => MayNest(one.Schema)).DistinctBy(one => one.Rule).ToList();
        if (nested.Count > MostWays)
        {
            throw TooMany();
        }

        var most = 1;
        foreach (var one in nested)
        {
            var alike = nested.Where(other => other == one || !Differ(one.Schema, other.Schema)).ToList();
            if (one.GoesRound && alike.Count(other => other.GoesRound) > 1)
            {
                throw place.Error("several cases begin alike and contain this schema again; put first, as required, a property whose const tells them apart.");
            }

            most = Math.Max(most, alike.Sum(other => other.Ways));
        }

        return most <= MostWays ? most : throw TooMany();

        SchemaNotSupportedException TooMany() => place.Error(
            $"more than {MostWays} cases begin alike, those inside of each counted; put first, as required, a property whose const tells them apart.");
    }

    private static bool MayNest(SchemaNode node) => !node.IsBoolean && !node.Has("enum") && !node.Has("const")
        && (SchemaKeywords.Types(node) is not { Count: > 0 } types || types.Contains("object") || types.Contains("array"));

    // Objects differ where required members come first that are simple and alike, and then two of which a name or a constant differs.
    private static bool Differ(SchemaNode left, SchemaNode right)
    {
        var (mine, theirs) = (SchemaKeywords.Types(left), SchemaKeywords.Types(right));
        if (mine.Count == 0 || theirs.Count == 0 || (mine.Contains("array") && theirs.Contains("array")))
        {
            return false;
        }

        if (!mine.Contains("object") || !theirs.Contains("object"))
        {
            return true;
        }

        foreach (var (one, other) in Beginning(left).Zip(Beginning(right)))
        {
            if (one.Name != other.Name || AreApart(Constants(one.Node), Constants(other.Node)))
            {
                return true;
            }

            if (!IsSimple(one.Node) || !IsSimple(other.Node))
            {
                return false;
            }
        }

        return false;
    }

    // The members that every value begins with.
    private static IEnumerable<(string Name, SchemaNode Node)> Beginning(SchemaNode node)
    {
        var required = node.Strings("required").ToHashSet();
        return node.Members("properties").TakeWhile(member => required.Contains(member.Name));
    }

    private static bool IsSimple(SchemaNode node) => Constants(node) is not null
        || (SchemaKeywords.Types(node) is { Count: > 0 } types && !types.Contains("object") && !types.Contains("array")
            && !node.Has("$ref") && !node.Has("allOf") && !node.Has("anyOf") && !node.Has("oneOf"));

    private static bool AreApart(List<JsonElement>? left, List<JsonElement>? right)
        => left is not null && right is not null && !left.Exists(one => right.Exists(other => JsonElement.DeepEquals(one, other)));

    // Strings alone: two numbers may be equal and written differently.
    private static List<JsonElement>? Constants(SchemaNode node)
    {
        var values = node.Get("const") is { } one ? [one.Element] : node.Has("enum") ? node.Items("enum").Select(item => item.Element).ToList() : null;
        return values?.TrueForAll(value => value.ValueKind == JsonValueKind.String) == true && !node.Has("$ref") && !node.Has("allOf") ? values : null;
    }

    /// <param name="Schema">The case, references followed.</param>
    /// <param name="Rule">Its rule; null where no value satisfies it.</param>
    /// <param name="Ways">Ways in which a text may go on inside it.</param>
    /// <param name="GoesRound">Whether it contains a schema that it is a case of.</param>
    internal sealed record Case(SchemaNode Schema, string? Rule, int Ways, bool GoesRound);
}
