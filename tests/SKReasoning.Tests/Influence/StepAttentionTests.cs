using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.Tests.Influence;

public class StepAttentionTests
{
    private const int Layers = 2;
    private const int Heads = 3;

    [Fact]
    public void Mean_RandomAttention_EqualsTheDenseProduct()
    {
        var attention = RandomAttention.Create(Layers, Heads, tokens: 60, seed: 3);
        int[] starts = [0, 9, 12, 13, 20, 31, 32, 40, 48, 59];
        var steps = Sum(attention, starts);

        for (var j = 0; j < starts.Length; j++)
        {
            for (var k = 0; k < starts.Length; k++)
            {
                Assert.Equal(Dense(attention[1][2], starts, 60, j, k), steps.Mean(1, 2, j, k), 1e-7);
            }
        }
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("phi3")]
    [InlineData("gemma3")]
    public void Mean_ReferenceAttention_EqualsReference(string architecture)
    {
        var golden = GoldenFile.Load(architecture);
        var attention = golden.GetProperty("attention").GetProperty("values").Deserialize<float[][][][]>()!;
        var expected = golden.GetProperty("fci").GetProperty("step_matrix").Deserialize<double[][][][]>()!;
        int[] starts = [.. golden.GetProperty("tokens").GetProperty("steps").EnumerateArray().Select(step => step[0].GetInt32())];

        var steps = new StepAttention(attention.Length, attention[0].Length, starts[0]);
        Array.ForEach(starts, steps.BeginStep);
        for (var layer = 0; layer < attention.Length; layer++)
        {
            for (var query = 0; query < attention[layer][0].Length; query++)
            {
                steps.AddRow(layer, query, RandomAttention.Rows(attention[layer], query));
            }

            for (var head = 0; head < attention[layer].Length; head++)
            {
                Assert.All(expected[layer][head].Index(), row => Assert.All(row.Item.Index(), cell => Assert.Equal(cell.Item, steps.Mean(layer, head, row.Index, cell.Index), 1e-7)));
            }
        }
    }

    [Fact]
    public void RejoinLastStep_RandomAttention_EqualsNeverBegun()
    {
        var attention = RandomAttention.Create(Layers, Heads, tokens: 40, seed: 4);
        var plain = Sum(attention, [0, 8, 20]);

        var rejoined = new StepAttention(Layers, Heads, 8);
        for (var query = 0; query < 40; query++)
        {
            if (query is 8 or 14 or 20 or 30)
            {
                rejoined.BeginStep(query);
            }

            if (query is 17 or 33)
            {
                rejoined.RejoinLastStep();
            }

            Add(rejoined, attention, query);
        }

        AssertEqual(plain, rejoined);
    }

    [Fact]
    public void Prefix_ThenOtherRows_EqualsFresh()
    {
        var first = RandomAttention.Create(Layers, Heads, tokens: 40, seed: 5);
        var second = RandomAttention.Create(Layers, Heads, tokens: 40, seed: 6);
        var mixed = first.Select((layer, l) => layer.Select((head, h) => head.Select((row, query) => query < 20 ? row : second[l][h][query]).ToArray()).ToArray()).ToArray();
        int[] starts = [0, 8, 14, 20, 30];

        var branch = Sum(first, starts).Prefix(3);
        for (var query = 20; query < 40; query++)
        {
            if (starts.Contains(query))
            {
                branch.BeginStep(query);
            }

            Add(branch, mixed, query);
        }

        AssertEqual(Sum(mixed, starts), branch);
    }

    [Fact]
    public void AddRow_WrongShape_Throws()
    {
        var steps = new StepAttention(Layers, Heads, 2);

        Assert.Throws<ArgumentException>(() => steps.AddRow(0, 0, new AttentionRows(new float[2], heads: 2, headStride: 1, keys: 1)));
        Assert.Throws<ArgumentException>(() => steps.AddRow(0, 4, new AttentionRows(new float[3], heads: 3, headStride: 1, keys: 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => steps.AddRow(2, 0, new AttentionRows(new float[3], heads: 3, headStride: 1, keys: 1)));
    }

    [Fact]
    public void BeginStep_NotAfterTheLast_Throws()
    {
        var steps = new StepAttention(Layers, Heads, 4);
        steps.BeginStep(4);

        Assert.Throws<ArgumentOutOfRangeException>(() => steps.BeginStep(4));
        Assert.Throws<InvalidOperationException>(steps.RejoinLastStep);
    }

    private static StepAttention Sum(float[][][][] attention, int[] starts)
    {
        var steps = new StepAttention(Layers, Heads, starts[1]);
        foreach (var start in starts[1..])
        {
            steps.BeginStep(start);
        }

        for (var query = 0; query < attention[0][0].Length; query++)
        {
            Add(steps, attention, query);
        }

        return steps;
    }

    private static void Add(StepAttention steps, float[][][][] attention, int query)
    {
        for (var layer = 0; layer < Layers; layer++)
        {
            steps.AddRow(layer, query, RandomAttention.Rows(attention[layer], query));
        }
    }

    private static double Dense(float[][] rows, int[] starts, int tokens, int j, int k)
    {
        int End(int step) => step + 1 < starts.Length ? starts[step + 1] : tokens;
        var sum = 0.0;
        for (var query = starts[j]; query < End(j); query++)
        {
            for (var key = starts[k]; key < Math.Min(End(k), query + 1); key++)
            {
                sum += rows[query][key];
            }
        }

        return k > j ? 0 : sum / ((End(j) - starts[j]) * (double)(End(k) - starts[k]));
    }

    private static void AssertEqual(StepAttention expected, StepAttention actual)
    {
        Assert.Equal(expected.Steps, actual.Steps);
        for (var layer = 0; layer < Layers; layer++)
        {
            for (var head = 0; head < Heads; head++)
            {
                for (var j = 0; j < expected.Steps; j++)
                {
                    for (var k = 0; k <= j; k++)
                    {
                        Assert.Equal(expected.Mean(layer, head, j, k), actual.Mean(layer, head, j, k), 1e-7);
                    }
                }
            }
        }
    }
}
