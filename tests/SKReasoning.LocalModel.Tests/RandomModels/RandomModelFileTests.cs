using System.ComponentModel;
using System.Text;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Tests.Capture;
using SKReasoning.TestKit.RandomModels;

namespace SKReasoning.LocalModel.Tests.RandomModels;

public sealed class RandomModelFileTests : IDisposable
{
    private const string AnyText = "Grüße, 世界 🌍!\n\t<|im_end|> \0\u0080";
    private const double Tolerance = 1e-3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-random-");

    [Theory]
    [InlineData(WeightFormat.F16)]
    [InlineData(WeightFormat.Q8)]
    public async Task Write_Tiny_AttendsAndHasLogits(WeightFormat format)
    {
        var shape = RandomModelShape.Tiny with { Format = format };
        using var model = Load(Written(shape, seed: 1));
        var observer = new FullObserver();
        var logits = new List<float[]>();
        var tokens = Enumerable.Range(7, 40).ToArray();

        await model.ReadAsync(tokens, observer, (_, row) => logits.Add(row.ToArray()));

        Assert.Equal((shape.Layers, shape.Heads, shape.Width), (model.Shape.Layers, model.Shape.Heads, model.Shape.HiddenSize));
        Assert.Equal(shape.Layers * tokens.Length, observer.Attention.Count);
        Assert.All(observer.Attention.Values.SelectMany(heads => heads), row => Assert.Equal(1, row.Sum(), Tolerance));
        Assert.All(LastRows(observer, tokens.Length), row => Assert.InRange(row.Max(), 2.0 / tokens.Length, 0.99));
        Assert.Equal(tokens.Length, logits.Count);
        Assert.All(logits, row => Assert.InRange(Deviation(row), 0.5, 5));
    }

    [Fact]
    public void Write_AnyText_IsReadByteByByte()
    {
        using var model = Load(Written(RandomModelShape.Tiny, seed: 1));

        var tokens = model.Tokenize(AnyText);

        var bytes = Encoding.UTF8.GetBytes(AnyText);
        Assert.Equal(bytes.Length, tokens.Length);
        Assert.Equal(bytes, tokens.SelectMany(token => model.TokenBytes(token).ToArray()));
    }

    [Fact]
    public async Task Write_Conversation_IsAnsweredWithToolsOffered()
    {
        using var model = Load(Written(RandomModelShape.Tiny, seed: 1));
        var client = new LocalChatClient(model);
        var tool = AIFunctionFactory.Create([Description("Orders items.")] (string item, int quantity) => $"{quantity} {item}", "Order");

        var response = await client.GetResponseAsync("How many apples?", new ChatOptions { MaxOutputTokens = 12, Tools = [tool] });

        Assert.InRange(response.Usage!.OutputTokenCount!.Value, 1, 12);
        Assert.True(response.Usage.InputTokenCount > 200);
        Assert.NotEmpty(response.Text);
    }

    [Fact]
    public void Write_SeedAgain_WritesTheSameBytes()
    {
        var first = File.ReadAllBytes(Written(RandomModelShape.Tiny, seed: 1));
        var same = File.ReadAllBytes(Written(RandomModelShape.Tiny, seed: 1));
        var other = File.ReadAllBytes(Written(RandomModelShape.Tiny, seed: 2));

        Assert.Equal(first, same);
        Assert.NotEqual(first, other);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static LlamaModel Load(string path) => LlamaModel.Load(new LocalModelOptions { Path = path, Threads = 1, ContextLength = 512 });

    private static IEnumerable<float[]> LastRows(FullObserver observer, int tokens)
        => observer.Attention.Where(rows => rows.Key.Query == tokens - 1).SelectMany(rows => rows.Value);

    private static double Deviation(float[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private string Written(RandomModelShape shape, int seed)
    {
        var path = Path.Combine(_folder.FullName, "random.gguf");
        RandomModelFile.Write(path, shape, seed);
        return path;
    }
}
