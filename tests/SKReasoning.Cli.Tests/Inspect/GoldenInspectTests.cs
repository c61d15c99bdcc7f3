using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Inspect;

/// <summary>The values of tiny models against those that another implementation computed for them.</summary>
public class GoldenInspectTests
{
    // Keys of a reference file that stand for something else: prose, and what is in no text that is inspected.
    private static readonly string[] s_foreign = ["about", "filler", "filler_id"];

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("phi3")]
    [InlineData("gemma3")]
    public async Task Json_EveryKeyOfTheReference_EqualsIt(string architecture)
    {
        var golden = GoldenFile.Load(architecture);
        using var folder = new TemporaryFolder();
        var tokens = golden.GetProperty("tokens");

        var run = await ToolRun.StartAsync(
            "inspect", "--model", Path.Combine(AppContext.BaseDirectory, "Goldens", architecture + ".gguf"),
            "--tokens", string.Join(',', tokens.GetProperty("ids").EnumerateArray()),
            "--prompt-tokens", tokens.GetProperty("prompt_tokens").GetRawText(),
            "--steps", string.Join(',', tokens.GetProperty("steps").EnumerateArray().Select(step => $"{step[0]}:{step[1]}")),
            "--layers", "all", "--with", "attention,hidden,logits", "--threads", "1", "--json", folder.File("out.json"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var actual = JsonElement.Parse(await File.ReadAllTextAsync(folder.File("out.json")));
        foreach (var part in (string[])["tokens", "logits", "attention", "hidden", "fci", "spectral", "entropy"])
        {
            AssertClose(golden.GetProperty(part), actual.GetProperty(part), Tolerance(architecture, part), part);
        }
    }

    private static void AssertClose(JsonElement expected, JsonElement actual, double tolerance, string path)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{path}: {actual.ValueKind} instead of {expected.ValueKind}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject().Where(property => !s_foreign.Contains(property.Name)))
                {
                    Assert.True(actual.TryGetProperty(property.Name, out var value), $"{path}.{property.Name} is missing");
                    AssertClose(property.Value, value, tolerance, $"{path}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                foreach (var (left, right) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
                {
                    AssertClose(left, right, tolerance, path);
                }

                break;
            case JsonValueKind.Number:
                // Energies are sums over thousands of values: their error is relative.
                var scale = path.Contains("energy", StringComparison.Ordinal) ? Math.Abs(expected.GetDouble()) : 1;
                Assert.True(Math.Abs(expected.GetDouble() - actual.GetDouble()) <= tolerance * scale, $"{path}: {actual} instead of {expected}");
                break;
            default:
                Assert.Equal(expected.ToString(), actual.ToString());
                break;
        }
    }

    // llama.cpp looks GELU up in a half-precision table on the CPU, which gemma3 feels.
    private static double Tolerance(string architecture, string part) => (part, architecture == "gemma3") switch
    {
        ("attention", false) => 1e-5,
        ("attention", true) => 3e-4,
        ("fci", false) => 1e-6,
        ("fci", true) => 3e-5,
        ("spectral", false) => 1e-5,
        ("spectral", true) => 1e-4,
        ("tokens", _) => 0,
        (_, false) => 1e-4,
        (_, true) => 1e-3,
    };
}
