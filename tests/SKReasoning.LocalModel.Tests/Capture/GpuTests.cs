using SKReasoning.LocalModel.Tests.Decoding;

namespace SKReasoning.LocalModel.Tests.Capture;

public class GpuTests
{
    [Theory]
    [InlineData(FlashAttention.Off)]
    [InlineData(FlashAttention.On)]
    public async Task Read_LayersSplitOverTwoGpus_ShowsWhatOneShows(FlashAttention flash)
    {
        RequireGpus(2);
        using var one = BuiltInModel.Load(options => (options.MainGpu, options.FlashAttention) = (0, flash));
        using var two = BuiltInModel.Load(options => (options.TensorSplit, options.FlashAttention) = ([1, 1], flash));
        var tokens = BuiltInModel.Prompt(one);
        var (expected, actual) = (new FullObserver(), new FullObserver());

        await one.ReadAsync(tokens, expected, onLogits: null);
        await two.ReadAsync(tokens, actual, onLogits: null);

        Assert.Equal(expected.Attention.Keys.Order(), actual.Attention.Keys.Order());
        Assert.Equal(expected.Hidden.Keys.Order(), actual.Hidden.Keys.Order());
        Assert.All(expected.Attention, row => Assert.All(row.Value.Zip(actual.Attention[row.Key]), heads =>
            Assert.All(heads.First.Zip(heads.Second), pair => Assert.Equal(pair.First, pair.Second, 1e-3f))));
        Assert.All(expected.Hidden, state => Assert.All(state.Value.Zip(actual.Hidden[state.Key]), pair => Assert.Equal(pair.First, pair.Second, 1e-2f)));
    }

    [Fact]
    public async Task Decode_TwoTracedChatsOnTwoGpus_AnswerAsOnOne()
    {
        RequireGpus(2);
        using var one = BuiltInModel.Load(options => options.MainGpu = 1);
        using var two = BuiltInModel.Load(options => options.TensorSplit = [3, 1]);

        var alone = await GreedyWork.RunAsync(one, BuiltInModel.Prompt(one), new FullObserver());
        var both = await Task.WhenAll(Enumerable.Range(7, 2).Select(apples => GreedyWork.RunAsync(two, BuiltInModel.Prompt(two, apples), new FullObserver())));

        Assert.EndsWith("Answer: 16", alone.Text, StringComparison.Ordinal);
        Assert.EndsWith("Answer: 16", both[0].Text, StringComparison.Ordinal);
        Assert.EndsWith("Answer: 19", both[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FlashAttention.Auto)]
    [InlineData(FlashAttention.Off)]
    [InlineData(FlashAttention.On)]
    public async Task Read_HalfOfTheLayersOnAGpu_ShowsRowsThatSumToOne(FlashAttention flash)
    {
        RequireGpus(1);
        using var model = BuiltInModel.Load(options => (options.GpuLayers, options.FlashAttention) = (5, flash));
        var observer = new FullObserver();

        await model.ReadAsync(BuiltInModel.Prompt(model), observer, onLogits: null);
        var answer = await GreedyWork.RunAsync(model, BuiltInModel.Prompt(model), new FullObserver());

        Assert.Equal(model.Shape.Layers, observer.Attention.Keys.Select(key => key.Layer).Distinct().Count());
        Assert.All(observer.Attention.Values, heads => Assert.All(heads, row => Assert.Equal(1, row.Sum(), 1e-3f)));
        Assert.EndsWith("Answer: 16", answer.Text, StringComparison.Ordinal);
    }

    private static void RequireGpus(int count)
        => Assert.SkipUnless(LlamaRuntime.Load().Devices.Count(device => device.IsGpu) >= count, $"Needs {count} GPUs that the llama.cpp libraries can use.");
}
