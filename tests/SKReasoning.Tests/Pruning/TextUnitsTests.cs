using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace SKReasoning.Tests.Pruning;

public class TextUnitsTests
{
    private static readonly string[] s_pieces =
    [
        "Sara has 7 apples.", "Tom has 3.5 kg;", "Really?", "Order two!", "e.g. this", "Dr. No", " ", "  ", "\n", "\r\n", "\r", "\t", "。", "今日は。", "😀", "\uD83D", "\uDE00",
        "```", "`x`", "\"", "“", "”", "<|im_end|>", "{", "}", "[", "]", ",", ":", "\\", "1.", "- item", "only", ".", "...", "?!", "\uF8E4", "\0", "word",
    ];

    private static readonly Arbitrary<string> s_texts = Gen.Elements(s_pieces).ListOf().Select(string.Concat).ToArbitrary();

    private static readonly Arbitrary<(string Json, string[] Values)> s_results = (
        from count in Gen.Choose(0, 6)
        from values in Gen.Elements("1", "\"a, b\"", "\"}\\\"]\"", "null", "[1, 2]", "{\"x\": [\",\"]}", "\"é😀\"").ArrayOf(count)
        from isArray in Gen.Elements(true, false)
        from blank in Gen.Elements("", " ", "\n  ")
        select (isArray
            ? $"[{blank}{string.Join($",{blank}", values)}{blank}]"
            : $"{{{blank}{string.Join($",{blank}", values.Select((value, i) => $"\"m{i}\":{blank}{value}"))}{blank}}}", values)).ToArbitrary();

    [Fact]
    public void OfMessage_AnyText_UnitsCoverItWithoutGaps()
        => Prop.ForAll(s_texts, text => AssertPartition(text, TextUnits.OfMessage(text))).QuickCheckThrowOnFailure();

    [Fact]
    public void OfResult_AnyText_UnitsCoverItWithoutGaps()
        => Prop.ForAll(s_texts, text => AssertPartition(text, TextUnits.OfResult(text))).QuickCheckThrowOnFailure();

    [Fact]
    public void OfResult_AnyJson_UnitsCoverItWithoutGaps()
        => Prop.ForAll(s_results, result => AssertPartition(result.Json, TextUnits.OfResult(result.Json))).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_AnySubset_LeavesTheOtherUnitsInOrder() => Prop.ForAll(s_texts, text =>
    {
        var units = TextUnits.OfMessage(text);
        int[] dropped = [.. Enumerable.Range(0, units.Length).Where(i => !units[i].IsProtected && i % 2 == 0)];

        var left = TextUnits.Without(text, units, dropped);

        Assert.Equal(string.Concat(Enumerable.Range(0, units.Length).Except(dropped).Select(i => units[i].In(text))), left);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_AnySubsetOfJson_LeavesJson() => Prop.ForAll(s_results, Gen.Choose(0, 63).ToArbitrary(), (result, mask) =>
    {
        var units = TextUnits.OfResult(result.Json);
        int[] free = [.. Enumerable.Range(0, units.Length).Where(i => !units[i].IsProtected)];
        int[] dropped = [.. free.Where((_, i) => (mask >> i & 1) == 1)];

        using var left = JsonDocument.Parse(TextUnits.Without(result.Json, units, dropped));

        Assert.Equal(free.Length - dropped.Length, Parts(left.RootElement, Depth(result.Json)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_ProtectedUnit_Throws() => Prop.ForAll(s_texts, text =>
    {
        var units = TextUnits.OfMessage(text);
        for (var i = 0; i < units.Length; i++)
        {
            if (units[i].IsProtected)
            {
                Assert.Throws<ArgumentException>(() => TextUnits.Without(text, units, [i]));
            }
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Without_Nothing_IsTheSameText()
    {
        const string Text = "One. Two. Three?";

        Assert.Same(Text, TextUnits.Without(Text, TextUnits.OfMessage(Text), []));
    }

    [Theory]
    [InlineData("Sara has 7 apples. How many has she?", "Sara has 7 apples. |How many has she?")]
    [InlineData("It costs 3.50 euros. Dr. No pays.", "It costs 3.50 euros. |Dr. No pays.")]
    [InlineData("Use it, e.g. today. J. Doe knows.", "Use it, e.g. today. |J. Doe knows.")]
    [InlineData("One; two. Three", "One; |two. |Three")]
    [InlineData("1. First\r\n2. Second\r\n\r\nEnd", "1. First\r\n|2. Second\r\n\r\n|End")]
    [InlineData("He left (at last). She stayed.", "He left (at last). |She stayed.")]
    [InlineData("今日は。明日も。", "今日は。|明日も。")]
    [InlineData("😀 hi! 😀 bye", "😀 hi! |😀 bye")]
    [InlineData("See:\n```\na. b.\nc\n```\nDone.", "See:\n|```\na. b.\nc\n```\n|Done.")]
    [InlineData("```\nnever closed. x", "```\nnever closed. x")]
    [InlineData("no end", "no end")]
    [InlineData("\n\n First.\n", "\n\n First.\n")]
    [InlineData("   ", "   ")]
    [InlineData("", "")]
    public void OfMessage_Text_IsPartedAfterSentences(string text, string expected)
        => Assert.Equal(expected, string.Join('|', TextUnits.OfMessage(text).Select(unit => unit.In(text))));

    [Theory]
    [InlineData("Sara has 7 apples.", UnitProtection.None)]
    [InlineData("As many apples as Tom and Ben together.", UnitProtection.None)]
    [InlineData("How many?", UnitProtection.Question)]
    [InlineData("Please help.", UnitProtection.Instruction)]
    [InlineData("- Order three of them.", UnitProtection.Instruction)]
    [InlineData("The answer must be short.", UnitProtection.Instruction)]
    [InlineData("Only red ones count.", UnitProtection.Condition)]
    [InlineData("He doesn't eat them.", UnitProtection.Condition)]
    [InlineData("They cost 2 euros per piece.", UnitProtection.Condition)]
    [InlineData("She said “yes” then.", UnitProtection.Quote)]
    [InlineData("The value of `x` is 3.", UnitProtection.Code)]
    [InlineData("secret word here.", UnitProtection.Caller)]
    public void OfMessage_Sentence_IsProtectedForWhatItIs(string sentence, UnitProtection expected)
    {
        var units = TextUnits.OfMessage($"{sentence} Something ends it.", unit => unit.Contains("secret", StringComparison.Ordinal));

        Assert.Equal([expected, UnitProtection.Last], units.Select(unit => unit.Protection));
    }

    [Fact]
    public void OfMessage_QuotationOverSentences_IsProtectedAsAWhole()
    {
        var units = TextUnits.OfMessage("He said: \"One. Two. Three.\" He left. The end.");

        Assert.Equal([UnitProtection.Quote, UnitProtection.Quote, UnitProtection.Quote, UnitProtection.None, UnitProtection.Last], units.Select(unit => unit.Protection));
    }

    [Theory]
    [InlineData("""{"id": 3, "name": "x", "orderId": 4, "error": null}""", "Identifier,None,Identifier,Identifier")]
    [InlineData("""{"items": [{"a": 1}, {"b": 2}]}""", "None,None")]
    [InlineData("""[[1, 2, 3]]""", "None,None,None")]
    [InlineData("""{"a": [1]}""", "None")]
    [InlineData("""{}""", "")]
    public void OfResult_Json_PartsTheInnermostList(string json, string expected)
        => Assert.Equal(expected, string.Join(',', TextUnits.OfResult(json).Where(unit => unit.Protection is not (UnitProtection.Structure or UnitProtection.Separator)).Select(unit => unit.Protection)));

    [Fact]
    public void OfResult_Lines_ProtectsTheHeading()
    {
        const string Table = "item,price\r\ntea,2\r\n\r\nmilk,1\r\n";

        var units = TextUnits.OfResult(Table);

        Assert.Equal(["item,price\r\n", "tea,2\r\n\r\n", "milk,1\r\n"], units.Select(unit => unit.In(Table)));
        Assert.Equal([UnitProtection.Structure, UnitProtection.None, UnitProtection.None], units.Select(unit => unit.Protection));
    }

    // Containers around the innermost one that holds more than another container.
    private static int Depth(string json)
    {
        using var document = JsonDocument.Parse(json);
        var (root, depth) = (document.RootElement, 0);
        for (; Values(root) is [{ ValueKind: JsonValueKind.Array or JsonValueKind.Object } only]; depth++)
        {
            root = only;
        }

        return depth;
    }

    private static int Parts(JsonElement root, int depth) => depth == 0 ? Values(root).Length : Parts(Values(root).Single(), depth - 1);

    private static JsonElement[] Values(JsonElement container) => container.ValueKind switch
    {
        JsonValueKind.Array => [.. container.EnumerateArray()],
        JsonValueKind.Object => [.. container.EnumerateObject().Select(member => member.Value)],
        _ => [],
    };

    private static void AssertPartition(string text, ImmutableArray<TextUnit> units)
    {
        var end = 0;
        foreach (var unit in units)
        {
            Assert.Equal(end, unit.Start);
            Assert.True(unit.Length > 0);
            end = unit.End;
        }

        Assert.Equal(text.Length, end);
        Assert.Equal(text, string.Concat(units.Select(unit => unit.In(text))));
    }
}
