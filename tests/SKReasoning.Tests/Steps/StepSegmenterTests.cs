namespace SKReasoning.Tests.Steps;

public class StepSegmenterTests
{
    [Fact]
    public void Add_BlankLines_CloseSteps()
    {
        var steps = Segment("Sara", " has", " 7", ".", "\n\n", "Tom", " has", " 21", ".", "\n\n", "Answer", ": ", "21");

        Assert.Equal(["Sara has 7.\n\n", "Tom has 21.\n\n", "Answer: 21"], steps.Texts);
    }

    [Fact]
    public void Add_BlankLineInPieces_ClosesStep()
    {
        var steps = Segment("a", "\n", " ", "\n", "\n", "b");

        Assert.Equal(["a\n \n\n", "b"], steps.Texts);
    }

    [Fact]
    public void Add_FusedSeparator_BelongsToTheStepItCloses()
    {
        var steps = Segment("a", ".\n\n", "b");

        Assert.Equal(["a.\n\n", "b"], steps.Texts);
    }

    [Fact]
    public void Add_SingleLineBreak_ClosesNothing()
    {
        var steps = Segment("a", "\n", "b", "\n", "c");

        Assert.Equal(["a\nb\nc"], steps.Texts);
    }

    [Fact]
    public void Add_LeadingBlankLines_BelongToTheFirstStep()
    {
        var steps = Segment("\n\n", "a", "\n\n", "b");

        Assert.Equal(["\n\na\n\n", "b"], steps.Texts);
    }

    [Fact]
    public void Add_PlanAndReasonLines_AreStepsOfTheirKind()
    {
        var steps = Segment("Plan", " ", "1", ":", " find", ".", "\n", "Reason", " ", "1", ":", " found", ".", "\n\n", "Plan", " ", "2", ":", " x");

        Assert.Equal(["Plan 1: find.\n", "Reason 1: found.\n\n", "Plan 2: x"], steps.Texts);
        Assert.Equal([StepKind.Plan, StepKind.Reason, StepKind.Plan], steps.Kinds);
    }

    [Theory]
    [InlineData("Planting", "Plan", "ting", " is")]
    [InlineData("Reason enough", "Reason", " enough", "!")]
    [InlineData("Plan 9 from", "Plan", " 9", " from")]
    public void Add_LineThatOnlyBeginsLikeAHeading_Rejoins(string expected, params string[] line)
    {
        var steps = Segment(["a", "\n", .. line]);

        Assert.Equal(["a\n" + string.Concat(line)], steps.Texts);
        Assert.Contains(expected, steps.Texts[0], StringComparison.Ordinal);
        Assert.Equal(1, steps.Rejoined);
    }

    [Fact]
    public void Add_HeadingInTheMiddleOfALine_IsText()
    {
        var steps = Segment("see", " Plan", " 1", ":", " x");

        Assert.Single(steps.Texts);
    }

    [Fact]
    public void End_HeadingCutOff_Rejoins()
    {
        var steps = Segment("a", "\n", "Plan", " ", "1");

        Assert.Equal(["a\nPlan 1"], steps.Texts);
    }

    [Fact]
    public void Add_ToolCall_IsAStepAndNothingBreaksInside()
    {
        var steps = Segment(("a", CallPhase.Outside), ("\n", CallPhase.Outside), ("<call>", CallPhase.Inside), ("x\n\n", CallPhase.Inside), ("y", CallPhase.Inside), ("b", CallPhase.Outside));

        Assert.Equal(["a\n", "<call>x\n\ny", "b"], steps.Texts);
        Assert.Equal([StepKind.Text, StepKind.ToolCall, StepKind.Text], steps.Kinds);
    }

    [Fact]
    public void Add_OpeningThatBecomesACall_BeginsWithTheOpening()
    {
        var steps = Segment(("a", CallPhase.Outside), ("{\"", CallPhase.Opening), ("name", CallPhase.Opening), ("\":", CallPhase.Inside), ("1", CallPhase.Inside));

        Assert.Equal(["a", "{\"name\":1"], steps.Texts);
        Assert.Equal(StepKind.ToolCall, steps.Kinds[1]);
    }

    [Fact]
    public void Add_CallAfterABlankLine_IsOneStep()
    {
        var steps = Segment(
            ("a", CallPhase.Outside), ("\n\n", CallPhase.Outside), ("{\"", CallPhase.Opening), ("name", CallPhase.Opening), ("\":", CallPhase.Inside), ("1", CallPhase.Inside));

        Assert.Equal(["a\n\n", "{\"name\":1"], steps.Texts);
        Assert.Equal(StepKind.ToolCall, steps.Kinds[1]);
    }

    [Fact]
    public void Add_CallAtTheStart_IsOneStep()
    {
        var steps = Segment(("{\"", CallPhase.Opening), ("name", CallPhase.Inside), ("x", CallPhase.Outside));

        Assert.Equal(["{\"name", "x"], steps.Texts);
        Assert.Equal([StepKind.ToolCall, StepKind.Text], steps.Kinds);
    }

    [Fact]
    public void Add_OpeningAfterABlankLineThatBecomesText_StaysAStep()
    {
        var steps = Segment(("a\n\n", CallPhase.Outside), ("{", CallPhase.Opening), ("x", CallPhase.Outside));

        Assert.Equal(["a\n\n", "{x"], steps.Texts);
        Assert.Equal(StepKind.Text, steps.Kinds[1]);
    }

    [Fact]
    public void Add_HeadingAfterALineOfItsFirstWord_IsFound()
    {
        var steps = Segment("a", "\n", "Plan", "\n", "Reason", " 1", ":", " x");

        Assert.Equal(["a\nPlan\n", "Reason 1: x"], steps.Texts);
    }

    [Fact]
    public void Add_SplitLeadingLineBreaks_BelongToTheFirstStep()
    {
        var steps = Segment("\n", "\n", "a", "\n\n", "b");

        Assert.Equal(["\n\na\n\n", "b"], steps.Texts);
    }

    [Fact]
    public void Add_OpeningThatBecomesText_Rejoins()
    {
        var steps = Segment(("a", CallPhase.Outside), ("{", CallPhase.Opening), ("x", CallPhase.Outside), ("}", CallPhase.Outside));

        Assert.Equal(["a{x}"], steps.Texts);
    }

    [Fact]
    public void Add_RandomTokens_CoverTheTextInOrder()
    {
        string[] tokens = ["a", " b", "\n", "\n\n", "Plan", " 1", ":", "Reason", " ", "2", "", ".\n\n", "P", "R"];
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            (string Text, CallPhase Phase)[] text = [.. Enumerable.Range(0, 40).Select(_ => (tokens[random.Next(tokens.Length)], (CallPhase)(random.Next(8) % 3)))];

            var steps = Segment(text);

            Assert.Equal(string.Concat(text.Select(token => token.Text)), string.Concat(steps.Texts));
            Assert.All(steps.Counts, count => Assert.True(count > 0));
            Assert.Equal(steps.Texts.Count, steps.Begun - steps.Rejoined);
        }
    }

    private static Segments Segment(params string[] tokens) => Segment([.. tokens.Select(token => (token, CallPhase.Outside))]);

    private static Segments Segment(params (string Text, CallPhase Phase)[] tokens)
    {
        var segmenter = new StepSegmenter();
        int begun = 0, rejoined = 0;
        void Count(StepBoundary boundary)
        {
            begun += boundary.HasFlag(StepBoundary.Begins) ? 1 : 0;
            rejoined += boundary.HasFlag(StepBoundary.Rejoins) ? 1 : 0;
        }

        foreach (var (text, phase) in tokens)
        {
            Count(segmenter.Add(text, phase));
        }

        Count(segmenter.End());
        var steps = Enumerable.Range(0, segmenter.Count).ToArray();
        return new Segments(
            [.. steps.Select(step => string.Concat(tokens.Skip(segmenter.FirstToken(step)).Take(segmenter.TokenCount(step)).Select(token => token.Text)))],
            [.. steps.Select(segmenter.Kind)],
            [.. steps.Select(segmenter.TokenCount)],
            begun,
            rejoined);
    }

    private sealed record Segments(IReadOnlyList<string> Texts, StepKind[] Kinds, int[] Counts, int Begun, int Rejoined);
}
