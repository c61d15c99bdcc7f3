namespace SKReasoning.Tests.Anchoring;

public class AnchorMarksTests
{
    [Fact]
    public void Read_WrappedParts_GivesTextAndRanges()
    {
        var read = AnchorMarks.Read($"Facts. {AnchorMarks.Wrap("Question?")} More {AnchorMarks.Wrap("facts")}{AnchorMarks.Wrap("!")}");

        Assert.Equal("Facts. Question? More facts!", read.Text);
        Assert.Equal([7..16, 22..27, 27..28], read.Anchors);
    }

    [Fact]
    public void Read_MarksInMarks_CountOnce()
    {
        var read = AnchorMarks.Read(AnchorMarks.Wrap($"a {AnchorMarks.Wrap("b")} c"));

        Assert.Equal("a b c", read.Text);
        Assert.Equal([0..5], read.Anchors);
    }

    [Theory]
    [InlineData("<anchor>text</anchor>")]
    [InlineData("\uF8E4[text\uF8E4]")]
    [InlineData("text")]
    public void Read_TextOfAUser_AnchorsNothing(string text)
    {
        var read = AnchorMarks.Read(text);

        Assert.Equal(text, read.Text);
        Assert.Empty(read.Anchors);
    }

    [Fact]
    public void Read_MarksOfAnotherProcess_AreTakenOutAndAnchorNothing()
    {
        var key = Guid.NewGuid().ToString("N");

        var read = AnchorMarks.Read($"\uF8E4{key}[text\uF8E4{key}] rest");

        Assert.Equal("text rest", read.Text);
        Assert.Empty(read.Anchors);
    }

    [Fact]
    public void Read_MarkThatIsNotClosed_ReachesToTheEnd()
    {
        var open = AnchorMarks.Wrap("x")[..34];

        Assert.Equal([2..5], AnchorMarks.Read($"a {open}b c").Anchors);
    }
}
