using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Tests.Steering;

public class MaskedTextTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private static readonly int[] s_tokens = [10, 11, 12, 13, 14, 15, 16, 17];
    private static readonly TokenRange[] s_ranges = [new(1, 2), new(5, 1)];

    [Theory]
    [InlineData(MaskStyle.SameLengthFill, new[] { 10, 9, 9, 13, 14, 9, 16, 17 })]
    [InlineData(MaskStyle.OneToken, new[] { 10, 9, 13, 14, 9, 16, 17 })]
    [InlineData(MaskStyle.Omit, new[] { 10, 13, 14, 16, 17 })]
    public void Write_Style_ReplacesTheRanges(MaskStyle style, int[] expected)
        => Assert.Equal(expected, new MaskedText(fixture.Model.Vocabulary, style, filler: 9).Write(s_tokens, s_ranges));

    [Fact]
    public void Write_NeutralText_KeepsTheLength()
    {
        var masked = new MaskedText(fixture.Model.Vocabulary, MaskStyle.NeutralText, filler: 9).Write(s_tokens, s_ranges);

        Assert.Equal(s_tokens.Length, masked.Count);
        Assert.Equal([10, 13, 14, 16, 17], [masked[0], masked[3], masked[4], masked[6], masked[7]]);
        Assert.DoesNotContain(9, masked);
    }

    [Fact]
    public void Write_MaskText_SpellsTheWordOnceForEachRange()
    {
        var masked = new MaskedText(fixture.Model.Vocabulary, MaskStyle.MaskText, filler: 9).Write(s_tokens, s_ranges);

        var text = string.Concat(masked.Where(token => !s_tokens.Contains(token)).Select(fixture.Model.Vocabulary.Text));
        Assert.Equal("MASKTOKENMASKTOKEN", text.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_NoRanges_IsTheSequence()
        => Assert.Equal(s_tokens, new MaskedText(fixture.Model.Vocabulary, MaskStyle.Omit, filler: 9).Write(s_tokens, []));

    [Fact]
    public void Filler_OfTheBuiltInModel_EndsNoTurn()
    {
        var filler = FillerToken.Find(fixture.Model.Vocabulary, wanted: null);

        Assert.False(fixture.Model.Vocabulary.EndsGeneration(filler));
        Assert.Equal(7, FillerToken.Find(fixture.Model.Vocabulary, wanted: 7));
        Assert.Throws<ArgumentException>(() => FillerToken.Find(fixture.Model.Vocabulary, wanted: fixture.Model.VocabularySize));
    }
}
