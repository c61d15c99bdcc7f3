using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Corroboration;

public class BallotTests
{
    private const double Sure = -0.1;
    private const double Doubtful = -3;

    [Fact]
    public void Result_NobodyVoted_IsNull() => Assert.Null(new Ballot(new()).Result());

    [Fact]
    public void Result_OneSureVote_IsNotEnough()
    {
        var outcome = Count(1, ("21", Sure));

        Assert.Equal((0, 1, 1, 1.0, false), (outcome.Kept, outcome.Votes, outcome.Of, outcome.Share, outcome.IsSettled));
        Assert.Equal(Math.Exp(Sure), outcome.Lead, 1e-6);
    }

    [Fact]
    public void Result_TwoSureVotesAgree_IsSettledForTheEarlier()
    {
        var outcome = Count(1, ("12", Doubtful), ("21", Sure), ("21", Sure));

        Assert.Equal((1, 2, 3, true), (outcome.Kept, outcome.Votes, outcome.Of, outcome.IsSettled));
        Assert.Equal((2 * Math.Exp(Sure)) - Math.Exp(Doubtful), outcome.Lead, 1e-6);
        Assert.Equal(2 * Math.Exp(Sure) / ((2 * Math.Exp(Sure)) + Math.Exp(Doubtful)), outcome.Share, 1e-6);
    }

    [Fact]
    public void Result_ManyDoubtfulAgainstOneSure_TheSureOneLeads()
    {
        var outcome = Count(1, ("12", Doubtful), ("12", Doubtful), ("12", Doubtful), ("21", Sure));

        Assert.Equal((3, 1, 4, false), (outcome.Kept, outcome.Votes, outcome.Of, outcome.IsSettled));
    }

    [Fact]
    public void Result_SureVotesOfTheSameAnswer_KeepsTheSurest()
        => Assert.Equal(2, Count(1, ("21", -0.5), ("21", -0.4), ("21", Sure), ("21", -0.2)).Kept);

    [Fact]
    public void Result_SecondAnswer_TakesFromTheLead()
    {
        Assert.True(Count(1, ("21", Sure), ("21", Sure)).IsSettled);
        Assert.False(Count(1, ("21", Sure), ("21", Sure), ("12", Sure)).IsSettled);
        Assert.True(Count(1, ("21", Sure), ("21", Sure), ("12", Sure), ("21", Sure)).IsSettled);
    }

    [Theory]
    [InlineData(0.5, true)]
    [InlineData(1.8, true)]
    [InlineData(1.9, false)]
    public void Result_Lead_SaysHowMuchIsEnough(double lead, bool isSettled)
        => Assert.Equal(isSettled, Count(lead, ("21", Sure), ("21", Sure)).IsSettled);

    [Fact]
    public void Count_CutOffOrEmpty_HasNoVote()
    {
        var ballot = new Ballot(new());
        ballot.Count(Attempt(Traces.Create()), 0, "21");
        ballot.Count(Attempt(Traces.Create((-0.1f, -0.1f)) with { IsTruncated = true }), 1, "21");

        Assert.Null(ballot.Result());
    }

    private static Ballot.Outcome Count(double lead, params (string Answer, double Weakest)[] votes)
    {
        var ballot = new Ballot(new() { Lead = lead });
        for (var i = 0; i < votes.Length; i++)
        {
            ballot.Count(Attempt(Traces.Create((-0.01f, (float)votes[i].Weakest))), i, votes[i].Answer);
        }

        return ballot.Result()!;
    }

    private static Attempt Attempt(ReasoningTrace trace) => new(1, null, trace, new Verdict(true, 0, null, "planted"));
}
