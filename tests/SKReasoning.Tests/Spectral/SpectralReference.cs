using System.Text.Json;

namespace SKReasoning.Tests.Spectral;

/// <summary>Known graphs and random cases, computed elsewhere with another eigenvalue method (cyclic Jacobi).</summary>
internal static class SpectralReference
{
    private static readonly JsonElement s_root = Read("spectral.json");

    public static TheoryData<string> KnownGraphs { get; } = [.. Names("known_graphs")];

    public static string[] RandomCaseNames { get; } = [.. Names("random_cases")];

    public static TheoryData<string> RandomCases { get; } = [.. RandomCaseNames];

    public static JsonElement Read(string fileName)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Goldens", fileName)));
        return document.RootElement.Clone();
    }

    public static JsonElement KnownGraph(string name) => Find("known_graphs", name);

    public static JsonElement RandomCase(string name) => Find("random_cases", name);

    public static double[] Flat(this JsonElement matrix) => [.. matrix.EnumerateArray().SelectMany(row => row.Doubles())];

    public static double[] Doubles(this JsonElement vector) => [.. vector.EnumerateArray().Select(value => value.GetDouble())];

    public static double Double(this JsonElement element, string name) => element.GetProperty(name).GetDouble();

    /// <summary>Inner products of the tokens' signals.</summary>
    public static double[] Gram(double[] signal, int tokens, bool centred)
    {
        var gram = new SignalGram(tokens, centred);
        gram.Add([.. signal]);
        return gram.Products.ToArray();
    }

    private static JsonElement Find(string list, string name)
        => s_root.GetProperty(list).EnumerateArray().Single(item => Name(item) == name);

    private static IEnumerable<string> Names(string list) => s_root.GetProperty(list).EnumerateArray().Select(Name);

    private static string Name(JsonElement item) => item.GetProperty("name").GetString()!;
}
