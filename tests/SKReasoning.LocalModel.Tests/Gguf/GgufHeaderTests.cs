using System.Diagnostics;
using System.Text;

namespace SKReasoning.LocalModel.Tests.Gguf;

public sealed class GgufHeaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skreasoning-gguf-");

    [Theory]
    [InlineData("llama", 3, 29)]
    [InlineData("qwen2", 3, 39)]
    [InlineData("phi3", 2, 15)]
    [InlineData("gemma3", 4, 54)]
    public void Read_Golden_ShowsMetadataAndTensors(string architecture, int layers, int tensors)
    {
        var header = GgufHeader.Read(Path.Combine(AppContext.BaseDirectory, "Goldens", architecture + ".gguf"));

        Assert.Equal(architecture, header.Architecture);
        Assert.Equal(layers, header.Integer(header.Key("block_count")));
        Assert.Equal(tensors, header.Tensors.Count);
        Assert.Equal(400, header.Count("tokenizer.ggml.tokens"));
        Assert.False(header.Flag("tokenizer.ggml.add_bos_token"));
        Assert.StartsWith("{% for m in messages %}<|im_start|>", header.ChatTemplate, StringComparison.Ordinal);
        Assert.Empty(header.ChatTemplates);
    }

    [Fact]
    public void Read_BuiltInModel_ShowsItsTensors()
    {
        var header = GgufHeader.Read(BuiltInModel.Path);

        Assert.Equal("Abacus 8M", header.Text("general.name"));
        Assert.Equal(10000.0, header.Real("llama.rope.freq_base"));
        Assert.Equal(92, header.Tensors.Count);
        var embedding = header.Tensors[0];
        Assert.Equal("token_embd.weight", embedding.Name);
        Assert.Equal([256, 2048], embedding.Shape);
        Assert.Equal("q8_0", embedding.Type.Name);
        Assert.Equal(256 * 2048 / 32 * 34, embedding.Bytes);
    }

    [Fact]
    public void ToBytes_UnchangedImage_IsTheFile()
    {
        var file = File.ReadAllBytes(BuiltInModel.Path);

        Assert.Equal(file, GgufImage.Parse(file).ToBytes());
    }

    [Fact]
    public void Lookups_ValuesOfEveryType_ComeBack()
    {
        var header = Read(Llama()
            .Set("a.u8", (byte)255).Set("a.i8", (sbyte)-1).Set("a.u16", ushort.MaxValue).Set("a.i16", short.MinValue)
            .Set("a.u32", uint.MaxValue).Set("a.i32", int.MinValue).Set("a.u64", ulong.MaxValue).Set("a.i64", long.MinValue)
            .Set("a.f32", 0.5f).Set("a.f64", 0.25).Set("a.bool", true).Set("a.text", "ä")
            .Set("a.ints", new[] { 1, -2 }).Set("a.texts", new[] { Encoding.UTF8.GetBytes("x"), Encoding.UTF8.GetBytes("y") })
            .Set("tokenizer.chat_template.tool_use", "{{ tools }}"));

        Assert.Equal(255, header.Integer("a.u8"));
        Assert.Equal(-1, header.Integer("a.i8"));
        Assert.Equal(65535, header.Integer("a.u16"));
        Assert.Equal(-32768, header.Integer("a.i16"));
        Assert.Equal(uint.MaxValue, header.Integer("a.u32"));
        Assert.Equal(int.MinValue, header.Integer("a.i32"));
        Assert.Equal(long.MaxValue, header.Integer("a.u64"));
        Assert.Equal(long.MinValue, header.Integer("a.i64"));
        Assert.Equal(0.5, header.Real("a.f32"));
        Assert.Equal(0.25, header.Real("a.f64"));
        Assert.True(header.Flag("a.bool"));
        Assert.Equal("ä", header.Text("a.text"));
        Assert.Equal([1, -2], header.Integers("a.ints")!);
        Assert.Equal(["x", "y"], header.Texts("a.texts")!);
        Assert.Equal("{{ tools }}", header.ChatTemplates["tool_use"]);
        Assert.Null(header.Text("a.u8"));
        Assert.Null(header.Integer("absent"));
        Assert.Null(header.Texts("tokenizer.ggml.tokens"));
    }

    [Fact]
    public void Read_LargeVocabulary_TakesWellUnderASecond()
    {
        const int Tokens = 256_000;
        var texts = Enumerable.Range(0, Tokens).Select(i => Encoding.UTF8.GetBytes($"token-{i}")).ToArray();
        var image = Llama().Set("tokenizer.ggml.tokens", texts).Set("tokenizer.ggml.merges", texts);
        var path = Write(image.Set("tokenizer.ggml.scores", new float[Tokens]).ToBytes());
        var times = new List<TimeSpan>();
        for (var i = 0; i < 3; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Assert.Equal(Tokens, GgufHeader.Read(path).Count("tokenizer.ggml.tokens"));
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        // The best of three: other work on the machine is not the reader's.
        Assert.InRange(times.Min(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Read_SplitModel_ChecksEveryPart()
    {
        var first = Path.Combine(_folder.FullName, "m-00001-of-00002.gguf");
        File.WriteAllBytes(first, Llama().Set("split.count", (ushort)2).Set("split.no", (ushort)0).ToBytes());

        var missing = Assert.Throws<ModelFileException>(() => GgufHeader.Read(first));
        File.WriteAllText(first.Replace("00001-of", "00002-of", StringComparison.Ordinal), "part two");
        var broken = Assert.Throws<ModelFileException>(() => GgufHeader.Read(first));
        File.Copy(Golden("llama"), first.Replace("00001-of", "00002-of", StringComparison.Ordinal), overwrite: true);

        Assert.Contains("m-00002-of-00002.gguf': there is no such file", missing.Message, StringComparison.Ordinal);
        Assert.Contains("m-00002-of-00002.gguf': it is not a GGUF file", broken.Message, StringComparison.Ordinal);
        Assert.Equal("llama", GgufHeader.Read(first).Architecture);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Golden(string architecture) => Path.Combine(AppContext.BaseDirectory, "Goldens", architecture + ".gguf");

    private static GgufImage Llama() => GgufImage.Load(Golden("llama"));

    private GgufHeader Read(GgufImage image) => GgufHeader.Read(Write(image.ToBytes()));

    private string Write(byte[] file)
    {
        var path = Path.Combine(_folder.FullName, "model.gguf");
        File.WriteAllBytes(path, file);
        return path;
    }
}
