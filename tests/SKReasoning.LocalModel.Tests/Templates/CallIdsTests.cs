using SKReasoning.LocalModel.Templates;

namespace SKReasoning.LocalModel.Tests.Templates;

public class CallIdsTests
{
    [Fact]
    public void Shorten_NineLettersOrDigits_StaysTheSame() => Assert.Equal("abcXYZ129", CallIds.Shorten("abcXYZ129"));

    [Theory]
    [InlineData("")]
    [InlineData("call_0123456789abcdef01234567")]
    [InlineData("call-1234")]
    [InlineData("äbcdefghi")]
    public void Shorten_AnyOtherId_GivesNineLettersOrDigitsEveryTime(string id)
    {
        var first = CallIds.Shorten(id);

        Assert.Matches("^[A-Za-z0-9]{9}$", first);
        Assert.Equal(first, CallIds.Shorten(id));
    }

    [Fact]
    public void Shorten_ManyIds_StayDistinct()
        => Assert.Equal(10_000, Enumerable.Range(0, 10_000).Select(i => CallIds.Shorten($"call_{i}")).Distinct().Count());
}
