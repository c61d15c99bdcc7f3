using System.Text.Json;

namespace SKReasoning.Evaluation.Tests.Tasks;

public class GivenCallTests
{
    [Theory]
    [InlineData("{\"item\":\"lamp\",\"quantity\":3}", true)]
    [InlineData("{\"quantity\":3.0,\"item\":\" Lamp \"}", true)]
    [InlineData("{\"item\":\"lamp\",\"quantity\":4}", false)]
    [InlineData("{\"item\":\"lamps\",\"quantity\":3}", false)]
    [InlineData("{\"item\":\"lamp\"}", false)]
    [InlineData("{\"item\":\"lamp\",\"count\":3}", false)]
    [InlineData("{\"item\":\"lamp\",\"quantity\":3,\"colour\":\"red\"}", false)]
    [InlineData("{\"item\":\"lamp\",\"quantity\":null}", false)]
    [InlineData("{\"item\":\"lamp\",\"quantity\":[3]}", false)]
    public void Matches_ArgumentsOfJson_ComparesByValue(string arguments, bool isMatch)
    {
        var expected = Call("order", ("item", "lamp"), ("quantity", 3));
        var given = new GivenCall("order", JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments)!);

        Assert.Equal(isMatch, given.Matches(expected));
        Assert.Equal(isMatch, expected.Matches(given));
        Assert.Equal(isMatch, expected.ToString() == given.ToString());
    }

    [Fact]
    public void Matches_NumbersTextsAndTruthOfAnyType_AreTheirValues()
    {
        using var json = JsonDocument.Parse("[true, 2, \"A\", null]");
        var elements = json.RootElement.EnumerateArray().Select(element => (object?)element).ToArray();

        Assert.True(Call("f", ("a", true), ("b", 2m), ("c", "a"), ("d", null)).Matches(Call("f", ("a", elements[0]), ("b", elements[1]), ("c", elements[2]), ("d", elements[3]))));
        Assert.True(Call("f", ("a", 2L)).Matches(Call("f", ("a", 2f))));
        Assert.False(Call("f", ("a", false)).Matches(Call("f", ("a", elements[0]))));
        Assert.False(Call("f").Matches(Call("F")));
    }

    private static GivenCall Call(string name, params (string Name, object? Value)[] arguments)
        => new(name, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
}
