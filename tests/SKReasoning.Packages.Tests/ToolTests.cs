using System.Text.Json;

namespace SKReasoning.Packages.Tests;

/// <summary>The tool as its user installs it.</summary>
public sealed class ToolTests(LocalFeed feed)
{
    [Fact]
    public async Task Install_FromTheFeed_LooksIntoTheBuiltInModel()
    {
        var folder = feed.CreateFolder("tool");
        await Command.DotnetAsync(folder, "tool", "install", "SKReasoning.Cli", "--tool-path", folder, "--source", feed.Folder, "--version", feed.Version);
        var tool = Path.Combine(folder, "skreasoning");
        var model = Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf");

        var version = await Command.RunAsync(tool, folder, "--version");
        var doctor = await Command.RunAsync(tool, folder, "doctor", "--model", model, "--json");
        var inspect = await Command.RunAsync(tool, folder, "inspect", "--model", model, "--text", "Tom has 3 * 7 = 21 apples.", "--json", "-");

        Assert.StartsWith(BuildFacts.VersionPrefix, version.Output, StringComparison.Ordinal);
        Assert.True(doctor.ExitCode == 0, doctor.Output + doctor.Error);
        Assert.StartsWith(folder, JsonElement.Parse(doctor.Output).GetProperty("natives").GetProperty("folder").GetString(), StringComparison.Ordinal);
        Assert.True(inspect.ExitCode == 0, inspect.Error);
        Assert.Equal("llama", JsonElement.Parse(inspect.Output).GetProperty("model").GetProperty("architecture").GetString());
    }
}
