using SKReasoning.Packages.Tests;

[assembly: AssemblyFixture(typeof(LocalFeed))]

namespace SKReasoning.Packages.Tests;

/// <summary>The packages, made once of what the test run has built, in a folder that serves as a feed.</summary>
/// <remarks>Their version is new in every run, so no cache can stand in for them.</remarks>
public sealed class LocalFeed : IAsyncLifetime
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("skreasoning-packages-");

    /// <summary>The version of all packages.</summary>
    public string Version { get; } = $"{BuildFacts.VersionPrefix}-{Suffix}";

    private static string Suffix { get; } = $"test.{Guid.NewGuid():n}";

    /// <summary>The folder of the packages.</summary>
    public string Folder => Path.Combine(_root.FullName, "feed");

    /// <summary>The ids of all packages.</summary>
    internal string[] Ids => [.. Directory.GetFiles(Folder, "*.nupkg").Select(file => Path.GetFileName(file)[..^$".{Version}.nupkg".Length])];

    /// <summary>The ids of those that an application compiles against.</summary>
    internal string[] Libraries => [.. Ids.Where(id => Open(id).Files.Any(file => file.StartsWith("lib/", StringComparison.Ordinal)))];

    /// <summary>A new folder beside the feed.</summary>
    public string CreateFolder(string name) => _root.CreateSubdirectory(name).FullName;

    /// <summary>A package of the feed.</summary>
    internal PackedFile Open(string id) => new(Path.Combine(Folder, $"{id}.{Version}.nupkg"));

    /// <summary>The symbols of a package.</summary>
    internal PackedFile OpenSymbols(string id) => new(Path.Combine(Folder, $"{id}.{Version}.snupkg"));

    public async ValueTask InitializeAsync()
        => await Command.DotnetAsync(
            BuildFacts.RepositoryRoot,
            "msbuild", "eng/Packages.proj", "-t:Pack", "-m:1", "-nodeReuse:false", "-v:minimal", "-nologo",
            "-p:NoBuild=true", $"-p:Configuration={BuildFacts.Configuration}", $"-p:VersionSuffix={Suffix}", $"-p:PackageOutputPath={Folder}");

    public ValueTask DisposeAsync()
    {
        _root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
