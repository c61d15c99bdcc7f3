using FsCheck;
using FsCheck.Fluent;

namespace SKReasoning.OpenAI.Tests;

public class EntropyBoundTests
{
    [Fact]
    public void Of_AllKnown_IsTheEntropy()
        => Assert.Equal(Entropy([0.5, 0.25, 0.25]), EntropyBound.Of([Math.Log(0.5), Math.Log(0.25), Math.Log(0.25)], Math.Log(0.25)), 1e-12);

    [Fact]
    public void Of_OneKnown_IsThatOfTwoTokens()
        => Assert.Equal(Entropy([0.9, 0.1]), EntropyBound.Of([Math.Log(0.9)], 0), 1e-12);

    [Fact]
    public void Of_MostPerOtherToken_IsThatOfManySmallOnes()
        => Assert.Equal(Entropy([0.5, 0.1, 0.1, 0.1, 0.1, 0.1]), EntropyBound.Of([Math.Log(0.5)], Math.Log(0.1)), 1e-12);

    [Fact]
    public void Of_CertainToken_IsZero() => Assert.Equal(0, EntropyBound.Of([0], 0));

    // Services write −9999 for what is next to impossible.
    [Fact]
    public void Of_ImpossibleToken_IsFinite() => Assert.Equal(0, EntropyBound.Of([-9999], 0), 1e-12);

    [Fact]
    public void Of_AnyDistribution_IsNotOverItsEntropy() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyArray<PositiveInt>>(),
            ArbMap.Default.ArbFor<PositiveInt>(),
            ArbMap.Default.ArbFor<NonNegativeInt>(),
            (weights, top, drawn) =>
            {
                double total = weights.Get.Sum(weight => weight.Get);
                double[] distribution = [.. weights.Get.Select(weight => weight.Get / total).OrderDescending()];
                var count = Math.Min(top.Get, distribution.Length);
                var written = drawn.Get % distribution.Length;
                var known = Enumerable.Range(0, count).Union([written]).Select(token => Math.Log(distribution[token]));

                return EntropyBound.Of(known, Math.Log(distribution[count - 1])) <= Entropy(distribution) + 1e-9;
            }));

    private static double Entropy(double[] distribution) => -distribution.Sum(p => p * Math.Log(p));
}
