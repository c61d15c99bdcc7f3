using System.Text.Json;
using System.Xml.Linq;

namespace SKReasoning.Packages.Tests;

/// <summary>What lies in the packages.</summary>
public sealed class ContentTests(LocalFeed feed)
{
    [Fact]
    public void Feed_HoldsAPackageForEveryProjectBelowSrc()
    {
        var projects = Directory.GetFiles(Path.Combine(BuildFacts.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories);

        Assert.Equal(projects.Length, feed.Ids.Length);
        Assert.Superset(
            (HashSet<string>)["SKReasoning", "SKReasoning.LocalModel", "SKReasoning.Filters", "SKReasoning.Plugins", "SKReasoning.Cli", "SKReasoning.Native.linux-x64"],
            feed.Ids.ToHashSet());
    }

    [Fact]
    public void Packages_SayWhatTheyAreAndUnderWhichLicence()
    {
        Assert.All(feed.Ids.Select(feed.Open), package =>
        {
            Assert.Equal("MIT", package.Value("license"));
            Assert.Equal("README.md", package.Value("readme"));
            Assert.All((string[])["description", "tags", "authors", "copyright"], name => Assert.NotEmpty(package.Value(name)));
            Assert.Superset((HashSet<string>)["README.md", "LICENSE"], package.Files.ToHashSet());
            Assert.DoesNotContain(package.Metadata.Descendants().Attributes("url"), _ => true);
        });
    }

    [Fact]
    public void Packages_HoldNeitherModelsNorTests()
        => Assert.All(feed.Ids.SelectMany(id => feed.Open(id).Files), file => Assert.False(
            file.EndsWith(".gguf", StringComparison.Ordinal) || file.Contains("Tests", StringComparison.Ordinal) || file.Contains("TestKit", StringComparison.Ordinal), file));

    [Fact]
    public void Libraries_HaveDocumentationSymbolsAndDependenciesOfTheirVersion()
    {
        Assert.All(feed.Libraries.Select(id => (Id: id, Package: feed.Open(id))), entry =>
        {
            string[] expected = [$"{entry.Id}.nuspec", "LICENSE", "README.md", $"lib/net10.0/{entry.Id}.dll", $"lib/net10.0/{entry.Id}.xml"];
            string[] besides = [.. entry.Package.Files.Except(expected).Where(file => file != "NOTICE.txt" && !file.StartsWith("licenses/", StringComparison.Ordinal))];
            Assert.Superset(expected.ToHashSet(), entry.Package.Files.ToHashSet());
            Assert.Empty(besides);
            Assert.Contains($"lib/net10.0/{entry.Id}.pdb", feed.OpenSymbols(entry.Id).Files);
            Assert.All(
                entry.Package.Dependencies.Where(dependency => dependency.Id.StartsWith("SKReasoning", StringComparison.Ordinal)),
                dependency => Assert.Equal(feed.Version, dependency.Version));
        });
    }

    [Fact]
    public void NativePackage_HoldsTheLibrariesWithTheirLicencesAndHowToLayThem()
    {
        var package = feed.Open("SKReasoning.Native.linux-x64");
        string[] expected =
        [
            "NOTICE.txt", "licenses/llama.cpp.txt", "licenses/llamafile.txt", "llama/cpu/LICENSE", "llama/cpu/libggml-base.so", "llama/cpu/libggml-cpu-x64.so",
            "build/SKReasoning.Native.linux-x64.targets", "buildTransitive/SKReasoning.Native.linux-x64.targets",
        ];

        Assert.Superset(expected.ToHashSet(), package.Files.ToHashSet());
        Assert.DoesNotContain(package.Files, file => file.Contains("llama-common", StringComparison.Ordinal) || file.EndsWith(".dll", StringComparison.Ordinal));
        Assert.Empty(package.Dependencies);
    }

    [Fact]
    public void Notices_NameTheVersionsThatAreRestored()
    {
        var cpu = NpmVersion("cpu", "@node-llama-cpp/linux-x64");
        var cuda = NpmVersion("cuda", "@node-llama-cpp/linux-x64-cuda");
        var jinja = NpmVersion("jinja", "@huggingface/jinja");

        var native = feed.Open("SKReasoning.Native.linux-x64").Text("NOTICE.txt");
        Assert.Contains($"@node-llama-cpp/linux-x64 {cpu}", native, StringComparison.Ordinal);
        Assert.Contains($"@node-llama-cpp/linux-x64-cuda {cuda}", native, StringComparison.Ordinal);
        Assert.Contains($"@huggingface/jinja {jinja}", feed.Open("SKReasoning.LocalModel").Text("NOTICE.txt"), StringComparison.Ordinal);
        var tool = feed.Open("SKReasoning.Cli").Text("NOTICE.txt");
        Assert.Contains($"@node-llama-cpp/linux-x64 {cpu}", tool, StringComparison.Ordinal);
        Assert.Contains(jinja, tool, StringComparison.Ordinal);
    }

    private static string NpmVersion(string folder, string package)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(BuildFacts.RepositoryRoot, "eng", "npm", folder, "package.json")));
        return json.RootElement.GetProperty("dependencies").GetProperty(package).GetString()!;
    }
}
