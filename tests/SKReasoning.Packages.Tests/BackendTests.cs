using System.Text.Json;

namespace SKReasoning.Packages.Tests;

/// <summary>What the native packages lay, as MSBuild reads them; CUDA's own is too large to be packed in a test.</summary>
public sealed class BackendTests(LocalFeed feed)
{
    [Theory]
    [InlineData("cpu", "", "llama/cpu/libllama.so")]
    [InlineData("cuda", "", "llama/cuda/libllama.so")]
    [InlineData("cpu,cuda", "", "llama/cuda/libllama.so")]
    [InlineData("cuda,cpu", "", "llama/cuda/libllama.so")]
    [InlineData("cpu,cuda", "SKReasoningBackend=cpu", "llama/cpu/libllama.so")]
    [InlineData("cpu", "RuntimeIdentifier=linux-x64", "llama/cpu/libllama.so")]
    [InlineData("cpu", "RuntimeIdentifier=win-x64", null)]
    public async Task Targets_PackagesOfSomeBackends_LayOne(string packages, string property, string? laid)
    {
        var folder = feed.CreateFolder($"backends-{Guid.NewGuid():n}");
        var backends = packages.Split(',');
        foreach (var backend in backends)
        {
            CreatePackage(Path.Combine(folder, backend), backend);
        }

        // As NuGet orders them: the props of all packages, the project, the targets of all packages.
        string[] imports = [.. backends.Where(backend => backend == "cuda").Select(backend => $"{backend}/build/a.props"), .. backends.Select(backend => $"{backend}/build/a.targets")];
        var project = Path.Combine(folder, "Application.proj");
        await File.WriteAllTextAsync(project, $"<Project>{string.Concat(imports.Select(import => $"<Import Project=\"{import}\" />"))}</Project>");

        var items = JsonElement.Parse(await Command.DotnetAsync(folder, ["msbuild", project, "-getItem:None", .. property == "" ? Array.Empty<string>() : [$"-p:{property}"]]));

        var links = items.GetProperty("Items").GetProperty("None").EnumerateArray().Select(item => item.GetProperty("Link").GetString());
        Assert.Equal(laid is null ? [] : [laid], links);
    }

    private static void CreatePackage(string folder, string backend)
    {
        var source = Path.Combine(BuildFacts.RepositoryRoot, "src", "Native");
        var build = Directory.CreateDirectory(Path.Combine(folder, "build")).FullName;
        var libraries = Directory.CreateDirectory(Path.Combine(folder, "llama", backend)).FullName;
        File.Copy(Path.Combine(source, "Libraries.targets"), Path.Combine(build, "a.targets"));
        File.Copy(Path.Combine(source, "Cuda.props"), Path.Combine(build, "a.props"));
        File.WriteAllText(Path.Combine(libraries, "libllama.so"), "");
    }
}
