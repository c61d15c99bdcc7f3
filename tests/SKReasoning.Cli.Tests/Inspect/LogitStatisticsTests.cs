using SKReasoning.Cli.Inspect;

namespace SKReasoning.Cli.Tests.Inspect;

public class LogitStatisticsTests
{
    [Fact]
    public void Add_EvenLogits_HasFullEntropyAndNoLead()
    {
        var statistics = new LogitStatistics([0, 2], vocabulary: 4, keptRows: 1);

        statistics.Add(0, [1, 1, 1, 1]);
        statistics.Add(1, [3, 1, 2, 0]);

        Assert.Equal(Math.Log(4), statistics.Entropy[0], 1e-12);
        Assert.Equal(-Math.Log(4), statistics.LogProbabilityNext[0], 1e-12);
        Assert.Equal((0, 0.0), (statistics.Argmax[0], statistics.ArgmaxMargin[0]));
        Assert.Equal((0, 1.0), (statistics.Argmax[1], statistics.ArgmaxMargin[1]));
        Assert.Equal([3f, 1, 2, 0], Assert.Single(statistics.Rows));
    }

    [Fact]
    public void Add_ForbiddenTokens_AddNothing()
    {
        var statistics = new LogitStatistics([0, 1], vocabulary: 3, keptRows: 0);

        statistics.Add(0, [5, 5, float.NegativeInfinity]);

        Assert.Equal(Math.Log(2), statistics.Entropy[0], 1e-12);
        Assert.Equal(-Math.Log(2), statistics.LogProbabilityNext[0], 1e-12);
    }

    [Fact]
    public void Add_NextToken_HasTheRankOfItsLogit()
    {
        var statistics = new LogitStatistics([0, 2, 1], vocabulary: 4, keptRows: 0);

        statistics.Add(0, [3, 1, 2, 2]);
        statistics.Add(1, [0, 9, 1, float.NaN]);

        Assert.Equal([2, 1], statistics.RankNext);
    }
}
