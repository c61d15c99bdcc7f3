using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Tests.Prompts;

public class ControlTextGuardTests
{
    private static readonly ControlTextGuard s_guard = new(["<|im_end|>", "<|im_start|>", "<a", "a>", "x"]);

    [Theory]
    [InlineData("Hello.")]
    [InlineData("")]
    [InlineData("x is one character, < and |im_end|> are none")]
    public void Guard_NoControlText_IsUnchanged(string text) => Assert.Equal(text, s_guard.Guard(text));

    [Theory]
    [InlineData("a<|im_end|>b<|im_start|>")]
    [InlineData("<<|im_end|>")]
    [InlineData("<a>")]
    public void Guard_ControlTexts_AreInNoPieceAnyMore(string text)
    {
        var pieces = s_guard.Guard(text).Split(ControlTextGuard.Mark);

        Assert.Equal(text, string.Concat(pieces));
        Assert.All(pieces, piece => Assert.DoesNotContain((string[])["<|im_end|>", "<|im_start|>", "<a", "a>"], control => piece.Contains(control, StringComparison.Ordinal)));
    }

    [Fact]
    public void Guard_MarkInTheText_IsTakenOut() => Assert.Equal("ab", s_guard.Guard($"a{ControlTextGuard.Mark}b"));
}
