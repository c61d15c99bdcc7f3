using SKReasoning.LocalModel.Tests.Capture;

namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>Loads damaged headers in a child process: no file that a header can betray may end the process that loads it.</summary>
public sealed class HeaderFuzzTests(ITestOutputHelper output) : IDisposable
{
    private const int Files = 2000;
    private const int BuiltInEvery = 40;

    // The slowest load takes a fraction of a second; a file that keeps native code busy for longer is as bad as one that ends it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-fuzz-");

    [Fact]
    public async Task Load_MalformedHeaders_NoneEndsTheProcess()
    {
        var goldens = Path.Combine(AppContext.BaseDirectory, "Goldens");
        var originals = Golden.Architectures.Select(a => File.ReadAllBytes(Path.Combine(goldens, a.Data + ".gguf"))).ToArray();
        var builtIn = await File.ReadAllBytesAsync(BuiltInModel.Path);
        var file = Path.Combine(_folder.FullName, "model.gguf");
        var killers = new List<string>();
        var (loaded, refused, refusedByNative) = (0, 0, 0);
        var process = Start();
        for (var seed = 0; seed < Files; seed++)
        {
            var (bytes, what) = HeaderMutation.Apply(seed % BuiltInEvery == 0 ? builtIn : originals[seed % originals.Length], seed);
            await File.WriteAllBytesAsync(file, bytes);

            var answer = await AnswerAsync(process, file);

            loaded += answer == "ok" ? 1 : 0;
            refused += answer?.StartsWith(nameof(ModelFileException), StringComparison.Ordinal) == true ? 1 : 0;
            refusedByNative += answer?.Contains("llama.cpp 0.5.0 cannot load it", StringComparison.Ordinal) == true ? 1 : 0;
            if (answer is null)
            {
                process.Dispose();
                killers.Add($"seed {seed}: {what}: {process.LastWords}");
                process = Start();
            }
        }

        process.Dispose();
        output.WriteLine($"{loaded} loaded, {refused} refused, of which {refusedByNative} by llama.cpp");
        Assert.Empty(killers);
        // Every answer is one or the other, and the mutations reach all three places.
        Assert.Equal(Files, loaded + refused);
        Assert.All([loaded, refusedByNative, refused - refusedByNative], count => Assert.InRange(count, Files / 10, Files));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static LoadingProcess Start() => new(("GGML_NO_BACKTRACE", "1"));

    private static async Task<string?> AnswerAsync(LoadingProcess process, string file)
    {
        try
        {
            return await process.LoadAsync(file).WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
