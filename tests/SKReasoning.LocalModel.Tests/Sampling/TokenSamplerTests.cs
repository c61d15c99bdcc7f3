using SKReasoning.LocalModel.Sampling;

namespace SKReasoning.LocalModel.Tests.Sampling;

public class TokenSamplerTests
{
    private static readonly float[] s_logits = [1f, 3f, 2f, -1f, 0f, float.NegativeInfinity];

    [Fact]
    public void Draw_TemperatureZero_TakesTheMostProbable() => Assert.Equal(1, Sampler(new()).Draw(s_logits, null));

    [Fact]
    public void Draw_SameSeed_DrawsTheSame()
    {
        int[] first = Draws(new(Temperature: 1, Seed: 5), 200);

        Assert.Equal(first, Draws(new(Temperature: 1, Seed: 5), 200));
        Assert.NotEqual(first, Draws(new(Temperature: 1, Seed: 6), 200));
    }

    [Fact]
    public void Draw_TemperatureOne_FollowsTheSoftmax()
    {
        var draws = Draws(new(Temperature: 1, Seed: 1), 20_000);

        var sum = s_logits.Sum(logit => Math.Exp(logit));
        for (var token = 0; token < s_logits.Length; token++)
        {
            Assert.Equal(Math.Exp(s_logits[token]) / sum, draws.Count(draw => draw == token) / 20_000.0, 0.02);
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void Draw_Temperature_ScalesTheLogits(double temperature)
    {
        var draws = Draws(new(Temperature: temperature, Seed: 1), 20_000);

        var sum = s_logits.Sum(logit => Math.Exp(logit / temperature));
        Assert.Equal(Math.Exp(3 / temperature) / sum, draws.Count(draw => draw == 1) / 20_000.0, 0.02);
    }

    [Fact]
    public void Draw_TopK_KeepsTheKMostProbable() => Assert.Equal([0, 1, 2], Draws(new(Temperature: 3, TopK: 3, Seed: 1), 2000).Distinct().Order());

    [Fact]
    public void Draw_TopP_KeepsTheSmallestSetOfThatMass()
    {
        // Probabilities are about .63, .23, .085, .031, .012: the first two hold .86, three .95.
        Assert.Equal([1, 2], Draws(new(Temperature: 3, TopP: 0.85, Seed: 1), 2000).Distinct().Order());
        Assert.Equal([0, 1, 2], Draws(new(Temperature: 3, TopP: 0.9, Seed: 1), 2000).Distinct().Order());
    }

    [Fact]
    public void Draw_MinP_KeepsWhatIsNearTheMostProbable()
        => Assert.Equal([1, 2], Draws(new(Temperature: 3, MinP: 0.3, Seed: 1), 2000).Distinct().Order());

    [Fact]
    public void Draw_TopKAcrossAWideVocabulary_FindsThemAll()
    {
        var logits = Enumerable.Range(0, 3000).Select(i => -20f * i).ToArray();
        var sampler = new TokenSampler(new(Temperature: 100, TopK: 4, Seed: 1), logits.Length);

        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 500).Select(_ => sampler.Draw(logits, null)).Distinct().Order());
    }

    [Theory]
    [InlineData(1, 0, 2.5)]
    [InlineData(1, 2.5, 0)]
    [InlineData(4, 0, 0)]
    public void Draw_Penalties_PushDownWhatWasSaid(double repetition, double frequency, double presence)
    {
        var sampler = Sampler(new(RepetitionPenalty: repetition, FrequencyPenalty: frequency, PresencePenalty: presence));
        sampler.Accept(1);

        Assert.Equal(2, sampler.Draw(s_logits, null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Draw_RuleForbidsTheBest_TakesAnother(double temperature)
    {
        var sampler = Sampler(new(Temperature: temperature));

        Assert.All(Enumerable.Range(0, 50).Select(_ => sampler.Draw(s_logits, token => token is 3 or 4)), token => Assert.Contains(token, (int[])[3, 4]));
    }

    [Fact]
    public void Draw_RulePermitsOneOfMany_FindsIt()
    {
        var logits = Enumerable.Range(0, 1000).Select(i => -0.001f * i).ToArray();

        Assert.Equal(777, new TokenSampler(new(Temperature: 1), logits.Length).Draw(logits, token => token == 777));
    }

    [Fact]
    public void Draw_RuleForAllAtOnce_IsAskedInsteadOfTheRest()
    {
        var logits = Enumerable.Range(0, 1000).Select(i => -0.001f * i).ToArray();
        var (asked, restricted) = (0, 0);

        var token = new TokenSampler(new(), logits.Length).Draw(logits, one => ++asked > 0 && one == 777, scores =>
        {
            restricted++;
            scores[..777].Fill(float.NegativeInfinity);
            scores[778..].Fill(float.NegativeInfinity);
        });

        Assert.Equal((777, 1), (token, restricted));
        Assert.InRange(asked, 1, 32);
    }

    [Fact]
    public void Draw_RuleForAllForbidsAll_IsMinusOne()
        => Assert.Equal(-1, new TokenSampler(new(Temperature: 1), 100).Draw(new float[100], _ => false, scores => scores.Fill(float.NegativeInfinity)));

    [Fact]
    public void Draw_RulePermitsNothing_IsMinusOne() => Assert.Equal(-1, Sampler(new(Temperature: 1)).Draw(s_logits, _ => false));

    [Theory]
    [InlineData(-0.1, 1, "temperature")]
    [InlineData(double.NaN, 1, "temperature")]
    [InlineData(1, 0, "top_p")]
    [InlineData(1, 1.1, "top_p")]
    public void Validate_OutOfRange_NamesTheOption(double temperature, double topP, string name)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions(temperature, TopP: topP).Validate());

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    private static TokenSampler Sampler(SamplingOptions options) => new(options, s_logits.Length);

    private static int[] Draws(SamplingOptions options, int count)
    {
        var sampler = Sampler(options);
        return [.. Enumerable.Range(0, count).Select(_ => sampler.Draw(s_logits, null))];
    }
}
