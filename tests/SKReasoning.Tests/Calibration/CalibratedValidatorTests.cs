using SKReasoning.TestKit;

namespace SKReasoning.Tests.Calibrating;

public class CalibratedValidatorTests
{
    [Theory]
    [InlineData(-0.5f, true)]
    [InlineData(-1f, true)]
    [InlineData(-1.5f, false)]
    public void Judge_WeakestToken_AcceptsFromTheThresholdOn(float weakest, bool isAccepted)
    {
        var verdict = new CalibratedValidator(Calibrations.Create()).Judge(Traces.Create((0, weakest)));

        Assert.Equal(isAccepted, verdict.Accepted);
        Assert.Equal(1 / (1 + Math.Exp(-(weakest + 1))), verdict.Score, 6);
    }

    [Fact]
    public void Judge_OtherRate_TakesItsThreshold()
    {
        var trace = Traces.Create((0, -1.5f));

        Assert.True(new CalibratedValidator(Calibrations.Create(), 0.2).Judge(trace).Accepted);
        Assert.Throws<ArgumentException>(() => new CalibratedValidator(Calibrations.Create(), 0.3));
    }

    [Fact]
    public void Judge_Reason_NamesProbabilityThresholdAndWorstFeature()
        => Assert.Equal(
            "right with probability 0.378, under the threshold 0.500; logprob.weakest = -1.5 speaks most against it",
            new CalibratedValidator(Calibrations.Create()).Judge(Traces.Create((0, -1.5f))).Reason);

    [Fact]
    public void Judge_WeakestStep_IsThatOfTheStepModel()
    {
        // The second step has the weakest token, the first the highest mean entropy.
        var trace = Traces.Create((-1, -1), (0, -1.5f));

        Assert.Equal(0, new CalibratedValidator(Calibrations.Create()).Judge(trace).WeakestStep);
        Assert.Equal(1, new CalibratedValidator(Calibrations.Create() with { Step = null }).Judge(trace).WeakestStep);
    }

    [Fact]
    public void Judge_BeyondWhatWasSeen_CountsAsTheNearestThatWas()
    {
        var validator = new CalibratedValidator(Calibrations.Create());

        Assert.Equal(validator.Judge(Traces.Create((0, -10))).Score, validator.Judge(Traces.Create((0, -1000))).Score);
    }

    [Fact]
    public void Judge_FeatureIsMissing_RejectsAndNamesIt()
    {
        var verdict = new CalibratedValidator(Calibrations.Create("influence.max")).Judge(Traces.Create((0, -0.1f)));

        Assert.False(verdict.Accepted);
        Assert.Contains("lacks influence.max", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_EmptyTurn_IsRejected() => Assert.False(new CalibratedValidator(Calibrations.Create()).Judge(Traces.Create()).Accepted);

    [Fact]
    public void Request_AsksForWhatFeaturesNeed()
    {
        var asked = new CalibratedValidator(Calibrations.Create("influence.max", "spectral.L3.hfer")).Request(new TraceRequest { Influence = false, SpectralLayers = [1], InfluenceDistance = 4, TellsSteps = true });

        Assert.True(asked is { Influence: true, InfluenceDistance: 1, TellsSteps: true });
        Assert.Equal([1, 3], asked.SpectralLayers);
    }

    [Fact]
    public void Request_NothingNeeded_StaysAsItIs()
    {
        var request = new TraceRequest { Influence = false, InfluenceDistance = 2 };

        Assert.Equal(request with { SpectralLayers = [] }, new CalibratedValidator(Calibrations.Create()).Request(request) with { SpectralLayers = [] });
    }
}
