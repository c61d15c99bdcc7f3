using SKReasoning.TestKit;

namespace SKReasoning.Tests.Anchoring;

public class TokenConfidenceTests
{
    [Fact]
    public void Means_OneWeakTokenOfTwenty_AreThoseWorkedOutByHand()
    {
        var confidence = new TokenConfidence();
        for (var i = 0; i < 19; i++)
        {
            confidence.Add(Math.Log(0.9));
        }

        confidence.Add(Math.Log(0.01));

        Assert.Equal(0.165, confidence.Harmonic!.Value, 5e-4);
        Assert.Equal(0.856, confidence.Arithmetic!.Value, 1e-3);
        Assert.Equal(0.719, confidence.Geometric!.Value, 5e-4);
    }

    [Fact]
    public void Means_NoToken_AreUnknown() => Assert.Null(new TokenConfidence().Harmonic);

    [Fact]
    public void Add_ImpossibleToken_CountsAsOneInAMillion()
    {
        var confidence = new TokenConfidence();

        confidence.Add(double.NegativeInfinity);

        Assert.Equal(1e-6, confidence.Harmonic!.Value, 1e-12);
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("qwen2")]
    [InlineData("phi3")]
    [InlineData("gemma3")]
    public void Means_ReferenceResponse_EqualReference(string architecture)
    {
        var golden = GoldenFile.Load(architecture);
        var expected = golden.GetProperty("spa").GetProperty("confidence");
        var confidence = new TokenConfidence();

        foreach (var next in golden.GetProperty("logits").GetProperty("logprob_next").EnumerateArray().Skip(golden.GetProperty("tokens").GetProperty("prompt_tokens").GetInt32() - 1))
        {
            confidence.Add(next.GetDouble());
        }

        Assert.Equal(1, confidence.Harmonic!.Value / expected.GetProperty("harmonic").GetDouble(), 1e-5);
        Assert.Equal(1, confidence.Arithmetic!.Value / expected.GetProperty("arithmetic").GetDouble(), 1e-5);
        Assert.Equal(1, confidence.Geometric!.Value / expected.GetProperty("geometric").GetDouble(), 1e-5);
    }

    [Fact]
    public void At_EachRule_FollowsItsFormula()
    {
        Assert.Equal(1.28, new AnchorStrength().At(0.2));
        Assert.Equal(1.3, new AnchorStrength { Rule = StrengthRule.InverseConfidence }.At(0.7), 1e-12);
        Assert.Equal(2, new AnchorStrength { Rule = StrengthRule.InverseConfidence, Gain = 5 }.At(0.1), 1e-12);
        Assert.Equal(1.56, new AnchorStrength { Rule = StrengthRule.ScaledExcess }.At(0.5), 1e-12);
        Assert.Equal(1.28, new AnchorStrength { Rule = StrengthRule.ScaledExcess }.At(null));
    }
}
