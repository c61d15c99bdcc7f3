using MathNet.Numerics.Distributions;

namespace SKReasoning.Evaluation.Tests.Statistics;

public class PairedOutcomesTests
{
    // Airway hyper-responsiveness before and after transplantation, as Fagerland, Lydersen and Laake (2013) test it.
    private static readonly PairedOutcomes s_airways = new(Both: 1, Won: 1, Lost: 7, Neither: 12);

    [Fact]
    public void Of_TwoLists_CountsPairs()
    {
        bool[] arm = [true, true, false, false, true];
        bool[] baseline = [true, false, true, false, false];

        Assert.Equal(new PairedOutcomes(Both: 1, Won: 2, Lost: 1, Neither: 1), PairedOutcomes.Of(arm, baseline));
        Assert.Throws<ArgumentException>(() => PairedOutcomes.Of(arm, baseline[1..]));
    }

    [Fact]
    public void McNemar_PublishedExample_HasItsPValues()
    {
        Assert.Equal(18 / 256.0, s_airways.McNemar(), 1e-14);
        Assert.Equal(10 / 256.0, s_airways.McNemar(McNemarMethod.MidP), 1e-14);
        Assert.Equal(s_airways.McNemar(), (s_airways with { Won = 7, Lost = 1 }).McNemar());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void McNemar_WonAsOftenAsLost_IsOne(int each)
    {
        var pairs = new PairedOutcomes(3, each, each, 3);

        Assert.Equal((1, 1), (pairs.McNemar(), pairs.McNemar(McNemarMethod.MidP)));
    }

    [Fact]
    public void McNemar_NullIsTrue_RejectsNoMoreOftenThanItSays()
    {
        foreach (var differing in new[] { 5, 12, 31 })
        {
            var outcomes = Enumerable.Range(0, differing + 1)
                .Select(won => (P: new PairedOutcomes(0, won, differing - won, 0).McNemar(), Weight: Binomial.PMF(0.5, differing, won))).ToArray();

            Assert.All(outcomes, outcome => Assert.InRange(outcomes.Where(other => other.P <= outcome.P).Sum(other => other.Weight), 0, outcome.P + 1e-12));
        }
    }

    [Fact]
    public void Difference_Example_HasTheClosedForm()
    {
        // (2 − 8)/23 ∓ 1.95996 √((10/23 − (6/23)²)/23).
        var difference = s_airways.Difference();

        Assert.Equal(-6.0 / 21, difference.Value, 1e-15);
        Assert.Equal(-0.50836, difference.Low, 1e-5);
        Assert.Equal(-0.01338, difference.High, 1e-5);
    }

    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.15, 0.05)]
    [InlineData(0.3, 0.1)]
    [InlineData(0.02, 0.02)]
    public void Difference_AnyTruth_CoversItAboutAsOftenAsItSays(double won, double lost)
    {
        const int Items = 60;
        var coverage = 0.0;
        for (var differing = 0; differing <= Items; differing++)
        {
            for (var wins = 0; wins <= differing; wins++)
            {
                var interval = new PairedOutcomes(0, wins, differing - wins, Items - differing).Difference();
                coverage += interval.Contains(won - lost)
                    ? Binomial.PMF(won + lost, Items, differing) * Binomial.PMF(won / (won + lost), differing, wins)
                    : 0;
            }
        }

        Assert.InRange(coverage, 0.94, 1);
    }
}
