namespace SKReasoning.Packages.Tests;

/// <summary>A fresh application outside of the repository that knows the packages alone, all of them.</summary>
internal sealed class ConsumerProject
{
    private readonly LocalFeed _feed;

    /// <summary>Creates the project in a folder of its own.</summary>
    /// <param name="feed">Where the packages lie.</param>
    /// <param name="name">Name of the folder.</param>
    /// <param name="files">Names of source files with their texts.</param>
    public ConsumerProject(LocalFeed feed, string name, params (string Name, string Text)[] files)
    {
        _feed = feed;
        Folder = feed.CreateFolder(name);
        var project = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Consumer", "Consumer.csproj"));
        File.WriteAllText(Path.Combine(Folder, "Consumer.csproj"), project.Replace("$LIBRARIES$", string.Join(';', feed.Libraries), StringComparison.Ordinal));
        foreach (var (file, text) in files)
        {
            File.WriteAllText(Path.Combine(Folder, file), text);
        }
    }

    /// <summary>The folder of the project.</summary>
    public string Folder { get; }

    /// <summary>What was built or published.</summary>
    public string Output => Path.Combine(Folder, "out");

    /// <summary>Builds or publishes it into <see cref="Output"/>.</summary>
    /// <remarks>Packages of others lie unpacked in the folder that this build used; ours come from the feed and go to a folder of this project.</remarks>
    public Task MakeAsync(string command, params string[] properties)
        => Command.DotnetAsync(
            Folder,
            [
                command, "--disable-build-servers", "-m:1", "-v:minimal", "-nologo", "-o", Output,
                $"-p:PackedVersion={_feed.Version}", $"-p:RestoreAdditionalProjectSources={_feed.Folder}",
                $"-p:RestorePackagesPath={Path.Combine(Folder, "packages")}", $"-p:RestoreFallbackFolders={BuildFacts.PackageFolder}", .. properties,
            ]);

    /// <summary>Runs the assembly that was built, in the folder that has the built-in model.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunAsync() => Command.RunAsync("dotnet", AppContext.BaseDirectory, Path.Combine(Output, "Consumer.dll"));
}
