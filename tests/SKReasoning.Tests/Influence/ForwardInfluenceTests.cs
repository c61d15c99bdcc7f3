using System.Text.Json;
using SKReasoning.TestKit;

namespace SKReasoning.Tests.Influence;

public class ForwardInfluenceTests
{
    [Theory]
    [InlineData("llama", 4)]
    [InlineData("llama", 1)]
    [InlineData("qwen2", 4)]
    [InlineData("qwen2", 1)]
    [InlineData("phi3", 4)]
    [InlineData("phi3", 1)]
    [InlineData("gemma3", 4)]
    [InlineData("gemma3", 1)]
    public void Measure_ReferenceAttention_EqualsReference(string architecture, int distance)
    {
        var golden = GoldenFile.Load(architecture);
        var attention = golden.GetProperty("attention").GetProperty("values").Deserialize<float[][][][]>()!;
        var prompt = golden.GetProperty("tokens").GetProperty("prompt_tokens").GetInt32();
        var starts = golden.GetProperty("tokens").GetProperty("steps").EnumerateArray().Select(step => step[0].GetInt32()).ToArray();
        var expected = golden.GetProperty("fci").GetProperty($"delta{distance}").GetProperty("max_unmasked").Deserialize<double[]>()!;

        var steps = new StepAttention(attention.Length, attention[0].Length, prompt);
        Array.ForEach(starts, steps.BeginStep);
        for (var query = 0; query < attention[0][0].Length; query++)
        {
            for (var layer = 0; layer < attention.Length; layer++)
            {
                steps.AddRow(layer, query, RandomAttention.Rows(attention[layer], query));
            }
        }

        var influence = ForwardInfluence.Measure(steps, distance);
        Assert.Equal(expected.Length, influence.Length);
        Assert.All(expected.Zip(influence), pair => Assert.Equal(pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void Measure_UniformAttention_FallsFromStepToStep()
    {
        var steps = new StepAttention(1, 1, 4);
        for (var query = 0; query < 44; query++)
        {
            if (query >= 4 && query % 4 == 0)
            {
                steps.BeginStep(query);
            }

            var row = Enumerable.Repeat(1f / (query + 1), query + 1).ToArray();
            steps.AddRow(0, query, new AttentionRows(row, 1, row.Length, row.Length));
        }

        var influence = ForwardInfluence.Measure(steps);

        Assert.All(Enumerable.Range(0, 6), step => Assert.True(influence[step] > influence[step + 1]));
        Assert.All(influence[^4..], value => Assert.Equal(0, value));
    }
}
