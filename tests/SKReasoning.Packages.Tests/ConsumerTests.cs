namespace SKReasoning.Packages.Tests;

/// <summary>A fresh application that knows the packages alone.</summary>
public sealed class ConsumerTests(LocalFeed feed)
{
    private static readonly string[] s_readmes = ["SKReasoning", "SKReasoning.LocalModel", "SKReasoning.Filters", "SKReasoning.Plugins"];

    [Fact]
    public async Task Build_LinesOfTheReadmes_AnswerOnTheBuiltInModel()
    {
        var folder = await CreateAsync("consumer");

        await BuildAsync(folder);
        var run = await Command.RunAsync("dotnet", AppContext.BaseDirectory, Path.Combine(folder, "out", "Consumer.dll"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("21", run.Output, StringComparison.Ordinal);
        Assert.Contains("The turn was accepted", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "out", "llama", "cpu", "LICENSE")));
    }

    [Fact]
    public async Task Run_WithoutTheNativePackage_NamesIt()
    {
        var folder = await CreateAsync("without-libraries");

        await BuildAsync(folder, "-p:WithoutLibraries=true");
        var run = await Command.RunAsync("dotnet", AppContext.BaseDirectory, Path.Combine(folder, "out", "Consumer.dll"));

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("SKReasoning.Native.linux-x64", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder, "out", "llama")));
    }

    private async Task<string> CreateAsync(string name)
    {
        var folder = feed.CreateFolder(name);
        var source = Path.Combine(AppContext.BaseDirectory, "Consumer");
        File.Copy(Path.Combine(source, "Consumer.csproj"), Path.Combine(folder, "Consumer.csproj"));
        var program = await File.ReadAllTextAsync(Path.Combine(source, "Program.txt"));
        var lines = Snippet.FirstIn(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "README.md")));
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program.Replace("$LINES$", lines, StringComparison.Ordinal));
        foreach (var (id, i) in s_readmes.Select((id, i) => (id, i)))
        {
            var snippet = Snippet.FirstIn(feed.Open(id).Text("README.md"));
            await File.WriteAllTextAsync(Path.Combine(folder, $"Readme{i}.cs"), Snippet.AsMethod(snippet, $"Readme{i}"));
        }

        return folder;
    }

    // Packages of others lie unpacked in the folder that this build used; ours come from the feed and go to a folder of this run.
    private Task BuildAsync(string folder, params string[] properties)
        => Command.DotnetAsync(
            folder,
            ["build", "--disable-build-servers", "-m:1", "-v:minimal", "-nologo", "-o", Path.Combine(folder, "out"),
                $"-p:PackedVersion={feed.Version}", $"-p:RestoreAdditionalProjectSources={feed.Folder}", $"-p:RestorePackagesPath={Path.Combine(folder, "packages")}",
                $"-p:RestoreFallbackFolders={BuildFacts.PackageFolder}", .. properties]);
}
