using System.Text.Json.Nodes;

namespace SKReasoning.Cli.Tests.Eval;

/// <summary>Reads what a run wrote.</summary>
internal static class EvalResults
{
    /// <summary>All results but the time that they took, in an order of their own.</summary>
    public static string[] Numbers(string folder) => [.. File.ReadLines(Path.Combine(folder, "results.jsonl")).Select(WithoutTime).Order(StringComparer.Ordinal)];

    private static string WithoutTime(string line)
    {
        var result = JsonNode.Parse(line)!.AsObject();
        Assert.True(result.Remove("seconds"));
        return result.ToJsonString();
    }
}
