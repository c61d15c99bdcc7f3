using SKReasoning.LocalModel.Sampling;
using SKReasoning.LocalModel.Tests.Capture;

namespace SKReasoning.LocalModel.Tests.Sampling;

public class TokenDistributionTests
{
    [Theory]
    [MemberData(nameof(Golden.Architectures), MemberType = typeof(Golden))]
    public async Task Read_ReferenceModel_EqualsReference(string architecture)
    {
        var golden = Golden.Load(architecture);
        double[] logProbabilities = [.. golden.Root.GetProperty("logits").GetProperty("logprob_next").EnumerateArray().Select(value => value.GetDouble())];
        double[] entropies = [.. golden.Root.GetProperty("entropy").GetProperty("per_token").EnumerateArray().Select(value => value.GetDouble())];
        using var model = golden.Open();
        var distribution = new TokenDistribution(model.VocabularySize);
        var read = new List<(double LogProbability, double Entropy)>();

        await model.ReadAsync(golden.Tokens, observer: null, (position, logits) =>
        {
            distribution.Read(logits);
            var next = position + 1 < golden.Tokens.Length ? logits[golden.Tokens[position + 1]] : 0;
            read.Add((distribution.LogProbability(next), distribution.Entropy));
        });

        Assert.Equal(golden.Tokens.Length, read.Count);
        Assert.All(entropies.Zip(read), pair => Assert.Equal(pair.First, pair.Second.Entropy, Rounding.Logits(1e-3f)));
        Assert.All(logProbabilities.Zip(read), pair => Assert.Equal(pair.First, pair.Second.LogProbability, Rounding.Logits(2e-3f)));
    }

    [Fact]
    public void Read_OneTokenPossible_HasNoEntropy()
    {
        var distribution = new TokenDistribution(3);

        distribution.Read([float.NegativeInfinity, 2, float.NegativeInfinity]);

        Assert.Equal(0, distribution.Entropy, 1e-9);
        Assert.Equal(0, distribution.LogProbability(2), 1e-9);
    }

    [Fact]
    public void Read_Uniform_HasTheEntropyOfItsSize()
    {
        var distribution = new TokenDistribution(50);

        distribution.Read(Enumerable.Repeat(-3f, 50).ToArray());

        Assert.Equal(Math.Log(50), distribution.Entropy, 1e-6);
        Assert.Equal(-Math.Log(50), distribution.LogProbability(-3f), 1e-6);
    }

    [Fact]
    public void Restrict_ForbiddenTokens_AreLeftOut()
    {
        var distribution = new TokenDistribution(4);
        float[] logits = [3, 1, 0, -1];
        distribution.Read(logits);

        distribution.Restrict(token => token is 1 or 2, drawn: 1);

        var p = Math.E / (Math.E + 1);
        Assert.Equal(Math.Log(p), distribution.LogProbability(logits[1]), 1e-6);
        Assert.Equal(-(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p)), distribution.Entropy, 1e-6);
    }

    [Fact]
    public void Restrict_OneTokenPermitted_IsCertain()
    {
        var distribution = new TokenDistribution(4);
        distribution.Read([30, 1, 0, -1]);

        distribution.Restrict(token => token == 3, drawn: 3);

        Assert.Equal(0, distribution.LogProbability(-1), 1e-6);
        Assert.Equal(0, distribution.Entropy, 1e-9);
    }

    [Fact]
    public void Top_AreTheMostProbableInOrder()
    {
        var distribution = new TokenDistribution(5);
        float[] logits = [1, 3, float.NegativeInfinity, 3, 2];
        distribution.Read(logits);

        var top = distribution.Top(3);

        Assert.Equal([1, 3, 4], top.Select(token => token.Id));
        Assert.All(top, token => Assert.Equal(distribution.LogProbability(logits[token.Id]), token.LogProbability, 1e-6));
        Assert.Equal([1, 3, 4, 0], distribution.Top(99).Select(token => token.Id));
        Assert.Equal(1, distribution.Top(99).Sum(token => Math.Exp(token.LogProbability)), 1e-6);
    }

    [Fact]
    public void Top_Restricted_HoldsWhatIsPermittedAlone()
    {
        var distribution = new TokenDistribution(4);
        distribution.Read([3, 1, 0, -1]);
        distribution.Restrict(token => token is 1 or 2, drawn: 1);

        var top = distribution.Top(4);

        Assert.Equal([1, 2], top.Select(token => token.Id));
        Assert.Equal(1, top.Sum(token => Math.Exp(token.LogProbability)), 1e-6);
    }
}
