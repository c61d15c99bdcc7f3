using FsCheck;
using FsCheck.Fluent;
using SKReasoning.TestKit;

namespace SKReasoning.Tests.Influence;

/// <summary>What holds for any causal attention and any segmentation.</summary>
public class ForwardInfluenceProperties
{
    private const int Layers = 2;
    private const int Heads = 2;

    private static readonly Arbitrary<Case> s_cases = (
        from seed in Gen.Choose(0, 10_000)
        from lengths in Gen.Choose(1, 7).NonEmptyListOf()
        from distance in Gen.Choose(1, 5)
        select new Case(seed, [.. lengths.Take(12)], distance)).ToArbitrary();

    [Fact]
    public void Measure_AnyAttention_EqualsTheDenseProduct() => Check(sample =>
    {
        var attention = RandomAttention.Create(Layers, Heads, sample.Tokens, sample.Seed);

        var influence = ForwardInfluence.Measure(Stream(attention, sample), new InfluenceOptions { Distance = sample.Distance });

        for (var step = 0; step + sample.Distance < sample.Steps; step++)
        {
            var dense = attention.SelectMany(layer => layer).Max(head => Dense(head, sample, step));
            Assert.Equal(dense, influence[step]!.Value, 1e-7);
        }
    });

    [Fact]
    public void Measure_AnyAttention_IsUndefinedAtTheLastStepsOnly() => Check(sample =>
    {
        var influence = ForwardInfluence.Measure(
            Stream(RandomAttention.Create(Layers, Heads, sample.Tokens, sample.Seed), sample), new InfluenceOptions { Distance = sample.Distance });

        Assert.Equal(Enumerable.Range(0, sample.Steps).Select(step => step + sample.Distance >= sample.Steps), influence.Select(value => value is null));
    });

    [Fact]
    public void Measure_UniformAttention_FallsFromStepToStep() => Check(sample =>
    {
        var rows = Enumerable.Range(0, sample.Tokens).Select(query => Enumerable.Range(0, sample.Tokens).Select(key => key <= query ? 1f / (query + 1) : 0).ToArray()).ToArray();
        var attention = Enumerable.Repeat(Enumerable.Repeat(rows, Heads).ToArray(), Layers).ToArray();

        var influence = ForwardInfluence.Measure(Stream(attention, sample), new InfluenceOptions { Distance = sample.Distance });

        var defined = influence.TakeWhile(value => value is not null).ToArray();
        Assert.All(defined.Zip(defined.Skip(1)), pair => Assert.True(pair.First > pair.Second));
    });

    [Fact]
    public void Measure_MeanOfLaterSteps_IsTheSumOverTheirNumber() => Check(sample =>
    {
        var steps = Stream(RandomAttention.Create(Layers, Heads, sample.Tokens, sample.Seed), sample);
        var options = new InfluenceOptions { Distance = sample.Distance };

        var mean = ForwardInfluence.Measure(steps, options with { LaterSteps = LaterSteps.Mean });

        var sum = ForwardInfluence.Measure(steps, options);
        Assert.Equal(sum.Select((value, step) => value / (sample.Steps - sample.Distance - step)), mean);
    });

    private static void Check(Action<Case> property) => Prop.ForAll(s_cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static StepAttention Stream(float[][][][] attention, Case sample)
    {
        var steps = new StepAttention(Layers, Heads, sample.Lengths[0]);
        for (var query = 0; query < sample.Tokens; query++)
        {
            if (query > 0 && sample.StepStarts.Contains(query))
            {
                steps.BeginStep(query);
            }

            for (var layer = 0; layer < Layers; layer++)
            {
                steps.AddRow(layer, query, RandomAttention.Rows(attention[layer], query));
            }
        }

        return steps;
    }

    // W A Wᵀ of one head, its column of a step summed from Δ on.
    private static double Dense(float[][] head, Case sample, int key)
    {
        var sum = 0.0;
        for (var query = key + sample.Distance; query < sample.Steps; query++)
        {
            var block = 0.0;
            for (var i = 0; i < sample.Lengths[query]; i++)
            {
                for (var m = 0; m < sample.Lengths[key]; m++)
                {
                    block += head[sample.StepStarts[query] + i][sample.StepStarts[key] + m];
                }
            }

            sum += block / (sample.Lengths[query] * sample.Lengths[key]);
        }

        return sum;
    }

    private sealed record Case(int Seed, int[] Lengths, int Distance)
    {
        public int Steps => Lengths.Length;

        public int Tokens { get; } = Lengths.Sum();

        public int[] StepStarts { get; } = [.. Lengths.Select((_, step) => Lengths.Take(step).Sum())];

        public override string ToString() => $"seed {Seed}, steps of {string.Join(", ", Lengths)} tokens, distance {Distance}";
    }
}
