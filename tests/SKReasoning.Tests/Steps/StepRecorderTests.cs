namespace SKReasoning.Tests.Steps;

public class StepRecorderTests
{
    [Fact]
    public void Step_ClosedStep_SumsUpItsTokens()
    {
        var recorder = Record(("One", -1), (" is", -3), (".\n\n", -2), ("Two", -0.5f));

        var step = recorder.Step(0, influence: 0.25);

        Assert.Equal((0, 3, StepKind.Text, "One is."), (step.FirstToken, step.TokenCount, step.Kind, step.Text));
        Assert.Equal((-2, -3, 2), (step.MeanLogProbability, step.WeakestLogProbability, step.MeanEntropy));
        Assert.Equal(0.25, step.Influence);
        Assert.Equal((3, 1, "Two"), (recorder.Step(1).FirstToken, recorder.Step(1).TokenCount, recorder.Step(1).Text));
        Assert.Null(recorder.Step(1).Influence);
    }

    [Fact]
    public void Tokens_AreThoseThatWereAdded()
    {
        var recorder = Record(("a", -1), ("b", -2));

        Assert.Equal([new TracedToken(0, -1, 1), new TracedToken(1, -2, 2)], recorder.Tokens());
        Assert.Equal(2, recorder.TokenCount);
    }

    [Fact]
    public void Add_LineThatMayBecomeAHeading_IsProvisionalUntilItIsNone()
    {
        var recorder = Record(("One", -1), ("\n", -1), ("Pl", -1));
        var wasProvisional = recorder.IsProvisional;

        var boundary = recorder.Add(new TracedToken(3, -1, 1), "enty");

        Assert.True(wasProvisional);
        Assert.Equal(StepBoundary.Rejoins, boundary);
        Assert.Equal((false, 1), (recorder.IsProvisional, recorder.Count));
    }

    [Fact]
    public void Step_EndsInThought_IsThought()
    {
        var recorder = new StepRecorder();
        recorder.Add(new TracedToken(0, -1, 1), "hm\n\n", isThought: true);
        recorder.Add(new TracedToken(1, -1, 1), "Yes", isThought: false);

        Assert.Equal((true, false), (recorder.Step(0).IsThought, recorder.Step(1).IsThought));
    }

    [Fact]
    public void Add_Call_IsAStepOfItsOwn()
    {
        var recorder = Record(("Text", -1));

        recorder.Add(new TracedToken(1, -1, 1), "{}", CallPhase.Inside);

        Assert.Equal(StepKind.ToolCall, recorder.Step(1).Kind);
    }

    private static StepRecorder Record(params (string Text, float LogProbability)[] tokens)
    {
        var recorder = new StepRecorder();
        foreach (var (text, logProbability) in tokens)
        {
            recorder.Add(new TracedToken(recorder.TokenCount, logProbability, -logProbability), text);
        }

        return recorder;
    }
}
