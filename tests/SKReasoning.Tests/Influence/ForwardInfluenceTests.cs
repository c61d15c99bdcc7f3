using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.Tests.Influence;

public class ForwardInfluenceTests
{
    private const double Tolerance = 1e-7;

    public static MatrixTheoryData<string, int> Goldens { get; } = new(["llama", "qwen2", "phi3", "gemma3"], [1, 4]);

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Measure_ReferenceAttention_EqualsReference(string architecture, int distance)
    {
        var golden = GoldenFile.Load(architecture);
        var expected = golden.GetProperty("fci").GetProperty($"delta{distance}").GetProperty("max_unmasked").Deserialize<double[]>()!;

        var influence = ForwardInfluence.Measure(StepsOf(golden), new InfluenceOptions { Distance = distance });

        AssertEqual(expected, distance, influence);
    }

    [Theory]
    [MemberData(nameof(Goldens))]
    public void OfHead_ReferenceAttention_EqualsReference(string architecture, int distance)
    {
        var golden = GoldenFile.Load(architecture);
        var reference = golden.GetProperty("fci").GetProperty($"delta{distance}");
        var sums = reference.GetProperty("per_head").Deserialize<double[][][]>()!;
        var means = reference.GetProperty("per_head_mean").Deserialize<double[][][]>()!;
        var steps = StepsOf(golden);

        for (var layer = 0; layer < steps.Layers; layer++)
        {
            for (var head = 0; head < steps.Heads; head++)
            {
                var options = new InfluenceOptions { Distance = distance };
                AssertEqual(sums[layer][head], distance, ForwardInfluence.OfHead(steps, new AttentionHead(layer, head), options));
                AssertEqual(means[layer][head], distance, ForwardInfluence.OfHead(steps, new AttentionHead(layer, head), options with { LaterSteps = LaterSteps.Mean }));
            }
        }
    }

    // Six steps at distance 1 leave scores at steps 1 to 5.
    [Theory]
    [InlineData("llama", 3)]
    [InlineData("qwen2", 1)]
    [InlineData("phi3", 5)]
    [InlineData("gemma3", 2)]
    public void Measure_MostPeakedHeads_EqualsTheHeadsOfHighestKurtosisInTheReference(string architecture, int count)
    {
        var golden = GoldenFile.Load(architecture);
        var reference = golden.GetProperty("fci").GetProperty("delta1");
        var heads = reference.GetProperty("per_head_mean").Deserialize<double[][][]>()!
            .SelectMany((layer, l) => layer.Select((scores, h) => (Head: new AttentionHead(l, h), Kurtosis: Kurtosis(scores[1..^1]))))
            .OrderByDescending(pair => pair.Kurtosis).Take(count).Select(pair => pair.Head);
        var sums = reference.GetProperty("per_head").Deserialize<double[][][]>()!;
        double[] expected = [.. Enumerable.Range(0, sums[0][0].Length).Select(step => heads.Max(head => sums[head.Layer][head.Head][step]))];

        var influence = ForwardInfluence.Measure(StepsOf(golden), new InfluenceOptions { Distance = 1, Heads = HeadSelection.MostPeaked(count) });

        AssertEqual(expected, 1, influence);
    }

    [Fact]
    public void Measure_ListedHeads_TakesTheLargestOfThem()
    {
        var steps = StepsOf(GoldenFile.Load("llama"));
        AttentionHead[] heads = [new(0, 1), new(2, 3)];

        var influence = ForwardInfluence.Measure(steps, new InfluenceOptions { Distance = 1, Heads = HeadSelection.Of(heads) });

        var each = heads.Select(head => ForwardInfluence.OfHead(steps, head, new InfluenceOptions { Distance = 1 })).ToArray();
        Assert.Equal(each[0].Zip(each[1], (first, second) => first is null ? null : (double?)Math.Max(first.Value, second!.Value)), influence);
    }

    [Fact]
    public void Measure_HeadsOfEqualKurtosis_TakesTheFirst()
    {
        // Head 2 repeats head 1 at half the weight, which is the same shape; head 0 looks at everything alike.
        var steps = new StepAttention(1, 3, promptTokens: 1);
        for (var query = 0; query < 9; query++)
        {
            if (query > 0)
            {
                steps.BeginStep(query);
            }

            float[] peaked = [.. Enumerable.Range(0, query + 1).Select(key => key == 3 ? 0.5f : 0.03125f)];
            float[] rows = [.. peaked.Select(_ => 0.0625f), .. peaked, .. peaked.Select(weight => weight / 2)];
            steps.AddRow(0, query, new AttentionRows(rows, heads: 3, headStride: query + 1, keys: query + 1));
        }

        var one = ForwardInfluence.Measure(steps, new InfluenceOptions { Heads = HeadSelection.MostPeaked(1) });

        Assert.Equal(ForwardInfluence.OfHead(steps, new AttentionHead(0, 1)), one);
        Assert.Equal(ForwardInfluence.Measure(steps), ForwardInfluence.Measure(steps, new InfluenceOptions { Heads = HeadSelection.MostPeaked(99) }));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Measure_MostPeakedHeadsOfFewSteps_IsUndefined(int distance, bool isUndefined)
    {
        // Six steps: at distance 2 four of them have a score, at distance 3 three, whose kurtosis is 1.5 for every head.
        var influence = ForwardInfluence.Measure(StepsOf(GoldenFile.Load("llama")), new InfluenceOptions { Distance = distance, Heads = HeadSelection.MostPeaked(2) });

        Assert.Equal(isUndefined, influence.All(value => value is null));
    }

    [Fact]
    public void Measure_StepThatHasOnlyBegun_DoesNotCountAsLater()
    {
        var attention = RandomAttention.Create(layers: 1, heads: 1, tokens: 12, seed: 1);
        var steps = new StepAttention(1, 1, promptTokens: 2);
        for (var query = 0; query < 12; query++)
        {
            if (query is 2 or 5 or 8)
            {
                steps.BeginStep(query);
            }

            steps.AddRow(0, query, RandomAttention.Rows(attention[0], query));
        }

        var closed = ForwardInfluence.Measure(steps, new InfluenceOptions { Distance = 1, LaterSteps = LaterSteps.Mean });
        steps.BeginStep(12);

        Assert.Equal([.. closed, null], ForwardInfluence.Measure(steps, new InfluenceOptions { Distance = 1, LaterSteps = LaterSteps.Mean }));
        Assert.Null(closed[^1]);
    }

    [Fact]
    public void Measure_HeadThatIsNone_SaysWhichThereAre()
    {
        var steps = new StepAttention(2, 3, promptTokens: 1);
        steps.BeginStep(1);
        steps.AddRow(0, 1, new AttentionRows(new float[6], heads: 3, headStride: 2, keys: 2));

        var error = Assert.Throws<ArgumentException>(() => ForwardInfluence.OfHead(steps, new AttentionHead(2, 0), new InfluenceOptions { Distance = 1 }));

        Assert.Contains("2 layers of 3 heads", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => HeadSelection.Of());
        Assert.Throws<ArgumentOutOfRangeException>(() => HeadSelection.MostPeaked(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InfluenceOptions { Distance = 0 });
    }

    private static StepAttention StepsOf(JsonElement golden)
    {
        var attention = golden.GetProperty("attention").GetProperty("values").Deserialize<float[][][][]>()!;
        var steps = new StepAttention(attention.Length, attention[0].Length, golden.GetProperty("tokens").GetProperty("prompt_tokens").GetInt32());
        foreach (var step in golden.GetProperty("tokens").GetProperty("steps").EnumerateArray())
        {
            steps.BeginStep(step[0].GetInt32());
        }

        for (var query = 0; query < attention[0][0].Length; query++)
        {
            for (var layer = 0; layer < attention.Length; layer++)
            {
                steps.AddRow(layer, query, RandomAttention.Rows(attention[layer], query));
            }
        }

        return steps;
    }

    // The reference writes 0 where nothing looks back.
    private static void AssertEqual(double[] expected, int distance, double?[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(actual[^distance..], Assert.Null);
        Assert.All(expected[..^distance].Zip(actual), pair => Assert.Equal(pair.First, pair.Second!.Value, Tolerance));
    }

    private static double Kurtosis(double[] values)
    {
        var mean = values.Average();
        return values.Average(value => Math.Pow(value - mean, 4)) / Math.Pow(values.Average(value => Math.Pow(value - mean, 2)), 2);
    }
}
