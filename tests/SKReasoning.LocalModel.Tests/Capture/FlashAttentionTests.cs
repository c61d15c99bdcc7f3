using SKReasoning.LocalModel.Tests.Decoding;

namespace SKReasoning.LocalModel.Tests.Capture;

public class FlashAttentionTests
{
    [Theory]
    [InlineData(CacheFormat.F32)]
    [InlineData(CacheFormat.F16)]
    public async Task Read_BuiltInModel_ShowsTheRowsThatAreUsedWithoutIt(CacheFormat format)
    {
        using var plain = BuiltInModel.Load(options => (options.CacheFormat, options.FlashAttention) = (format, FlashAttention.Off));
        using var flash = BuiltInModel.Load(options => (options.CacheFormat, options.FlashAttention) = (format, FlashAttention.On));
        var tokens = BuiltInModel.Prompt(plain);
        var (expected, actual) = (new FullObserver(), new FullObserver());

        await plain.ReadAsync(tokens, expected, onLogits: null);
        await flash.ReadAsync(tokens, actual, onLogits: null);

        Assert.Equal(expected.Attention.Keys.Order(), actual.Attention.Keys.Order());
        Assert.All(actual.Attention.Values, heads => Assert.All(heads, row => Assert.Equal(1, row.Sum(), 1e-3f)));
        // The first layer's queries are the same with and without it; those after it hold what flash attention has rounded.
        Assert.InRange(Largest(expected, actual, layer => layer == 0), 0, Rounding.Attention(1e-6f));
        Assert.InRange(Largest(expected, actual, _ => true), 0, 0.03f);
    }

    private static float Largest(FullObserver expected, FullObserver actual, Predicate<int> layers)
        => expected.Attention.Where(row => layers(row.Key.Layer)).Max(row => row.Value.Zip(actual.Attention[row.Key], (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max());

    [Theory]
    [InlineData(FlashAttention.On)]
    [InlineData(FlashAttention.Off)]
    public async Task Read_EightBitCache_RowsSumToOne(FlashAttention flash)
    {
        using var model = BuiltInModel.Load(options => (options.CacheFormat, options.FlashAttention) = (CacheFormat.Q8, flash));
        var observer = new FullObserver();

        await model.ReadAsync(BuiltInModel.Prompt(model), observer, onLogits: null);
        var answer = await GreedyWork.RunAsync(model, BuiltInModel.Prompt(model));

        Assert.All(observer.Attention.Values, heads => Assert.All(heads, row => Assert.Equal(1, row.Sum(), 1e-3f)));
        Assert.EndsWith("Answer: 16", answer.Text, StringComparison.Ordinal);
    }
}
