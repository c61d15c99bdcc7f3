using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Tests.Steering;

public class SegmentTrackerTests
{
    private const string Turn = "Plan| 1|:| find| it|.|\n|Reason| 1|:| Because|.|\n\n|Plan| 2|:| find| more|.\n|Reason| 2|:| So|.\n\n|Answer|:| 4";

    [Fact]
    public void Take_WholeTurn_FindsEverySegment()
    {
        var seen = Run(Turn, out var tracker);

        Assert.Equal([(SegmentKind.Plan, 1, 0), (SegmentKind.Reason, 1, 7), (SegmentKind.Plan, 2, 13), (SegmentKind.Reason, 2, 19), (SegmentKind.Answer, 2, 24)], seen);
        Assert.Null(tracker.Plan);
    }

    [Theory]
    [InlineData("Plan| 1|:| find| it|.|\n", 3, 3)]
    [InlineData("Plan| 1|:| find| it|.\n", 3, 3)]
    [InlineData("Plan| 1|: find| it.| \n", 2, 2)]
    [InlineData("Pl|an 1:find| it\nReason", 1, 2)]
    public void Take_EndOfAPlan_AnchorsItsTextOnly(string text, int first, int count)
    {
        Run(text, out var tracker);

        Assert.Equal(new TokenRange(first, count), tracker.Plan);
        Assert.Equal(SegmentNeed.Reason, tracker.Need);
    }

    [Fact]
    public void Take_EmptyPlan_AnchorsNothing()
    {
        Run("Plan| 1|:|\n", out var tracker);

        Assert.Null(tracker.Plan);
        Assert.Equal(SegmentNeed.Reason, tracker.Need);
    }

    [Fact]
    public void Take_PlanThatFollowsWithoutABlankLine_Counts()
    {
        var seen = Run("Plan 1:| a|\n|Reason 1:| b|\n|Plan 2:| c", out _);

        Assert.Equal((SegmentKind.Plan, 2, 6), seen[^1]);
    }

    [Theory]
    [InlineData("Plan 1:| a|\n|Reason 1:| the| Plan 2:| was")]
    [InlineData("Plan 1:| a|\n|Reason 1:| b|\n|Plan 3:| c")]
    public void Take_OpeningInTheWrongPlace_IsText(string text)
    {
        var seen = Run(text, out _);

        Assert.Equal(SegmentKind.Reason, seen[^1].Kind);
    }

    [Fact]
    public void Take_SamePlanAgain_IsNoticed()
    {
        Run("Plan 1:| find it.|\n|Reason 1:| b|\n\n|Plan 2:| find it.|\n", out var tracker);

        Assert.True(tracker.IsRepeating);
    }

    [Fact]
    public void Take_AfterAToolsResult_NothingIsDemanded()
    {
        var tracker = new SegmentTracker(new PlanFormat(), 3, isContinued: true);

        tracker.Take("Done.");

        Assert.Equal((SegmentKind.Answer, SegmentNeed.Anything), (tracker.Kind, tracker.Need));
    }

    [Theory]
    [InlineData("Plan 1:| a|\n|Reas", "Reas")]
    [InlineData("Plan 1:| a|;\n//", "//")]
    [InlineData("Plan 1:| a|\n", "")]
    public void Line_WhatStandsThere_IsKnown(string text, string line)
    {
        Run(text, out var tracker);

        Assert.Equal(line, tracker.Line);
    }

    private static List<(SegmentKind Kind, int Step, int First)> Run(string text, out SegmentTracker tracker)
    {
        tracker = new SegmentTracker(new PlanFormat(), 1, isContinued: false);
        var seen = new List<(SegmentKind, int, int)>();
        foreach (var token in text.Split('|'))
        {
            tracker.Take(token);
            if (tracker.Need == SegmentNeed.Nothing && (seen.Count == 0 || seen[^1] != (tracker.Kind, tracker.Step, tracker.First)))
            {
                seen.Add((tracker.Kind, tracker.Step, tracker.First));
            }
        }

        return seen;
    }
}
