using FsCheck;
using FsCheck.Fluent;

namespace SKReasoning.Filters.Tests.Corroboration;

public class FactOrderTests
{
    private const string Apples = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";

    private static readonly string[] s_facts = [.. Enumerable.Range(0, 12).Select(i => $"Person{i} has {i + 2} pens.")];
    private static readonly string[] s_blanks = [" ", "  ", "\n", "\r\n", "\n\n", "\t", "\u00a0"];

    [Fact]
    public void Shuffle_Facts_KeepsTheQuestionInItsPlace()
    {
        var told = FactOrder.Shuffle(Apples, 1)!;

        Assert.NotEqual(Apples, told);
        Assert.EndsWith(" How many apples does Ben have?", told, StringComparison.Ordinal);
        Assert.Equal(Sentences(Apples), Sentences(told));
    }

    [Fact]
    public void Shuffle_AnyFacts_TellsTheSameOnesInAnotherOrder()
        => Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var facts = random.GetItems(s_facts, random.Next(3, 40)).Distinct().ToArray();
            var text = string.Concat(facts.Select(fact => fact + s_blanks[random.Next(s_blanks.Length)])) + "How many pens are there?";

            var told = FactOrder.Shuffle(text, seed);

            if (facts.Length < 3)
            {
                Assert.Null(told);
                return;
            }

            Assert.NotEqual(text, told);
            Assert.Equal(Units(text).Order(StringComparer.Ordinal), Units(told!).Order(StringComparer.Ordinal));
            Assert.Equal(Blanks(text), Blanks(told!));
            Assert.Equal(told, FactOrder.Shuffle(text, seed));
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Shuffle_ManySeeds_NeverTellsAnOrderTwice()
    {
        string[] told = [.. Enumerable.Range(1, 5).Select(count => FactOrder.Shuffle(Apples, [.. Enumerable.Range(7, count)])!)];

        Assert.Equal(6, told.Append(Apples).Distinct().Count());
        Assert.Null(FactOrder.Shuffle(Apples, 7, 8, 9, 10, 11, 12));
    }

    [Fact]
    public void Shuffle_SameSeedManyTimes_StillFindsNewOrders()
        => Assert.Equal(5, Enumerable.Range(1, 5).Select(count => FactOrder.Shuffle(Apples, [.. Enumerable.Repeat(3, count)])).Distinct().Count());

    [Fact]
    public void Shuffle_ProtectedSentencesAmongFacts_StayInPlace()
    {
        const string Text = "Solve it.\nTom has 3 pens. Do not guess. Sara has 4 pens.\n\n```\ncode. code.\n```\nBen has 5 pens. If unsure, say so. Who has most?";

        for (var seed = 0; seed < 20; seed++)
        {
            var told = FactOrder.Shuffle(Text, seed)!;

            Assert.Matches(@"^Solve it\.\n\w+ has \d pens\. Do not guess\. \w+ has \d pens\.\n\n```\ncode\. code\.\n```\n\w+ has \d pens\. If unsure, say so\. Who has most\?$", told);
            Assert.Equal(Units(Text).Order(StringComparer.Ordinal), Units(told).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t ")]
    [InlineData("What is 3 plus 4? And 5 plus 6? And 7 plus 8? And 9?")]
    [InlineData("Tom has 3 pens. Sara has 4 pens. Who has more?")]
    [InlineData("Tom has 3 pens. Tom has 3 pens. Tom has 3 pens. Who has more?")]
    [InlineData("Tom has 3 pens. He gives 2 to Ben. Sara has 4 pens. Ben has 1 pen. Who has most?")]
    [InlineData("Tom had 3 pens. Then Sara took 2 pens. Ben has 4 pens. Kim has 1 pen. Who has most?")]
    [InlineData("Tom has 3 pens. Sara has the remaining pens. Ben has 4 pens. Kim has 1 pen. Who has most?")]
    [InlineData("Tom has 3 pens. Sara has 4 pens\nBen has 5 pens. Kim has 6 pens. Who has most?")]
    [InlineData("Buy milk. Call Tom. Write to Sara. Send it. Order three.")]
    public void Shuffle_NothingToReorder_IsNull(string text) => Assert.Null(FactOrder.Shuffle(text, 1));

    [Fact]
    public void Shuffle_LoneSurrogates_AreKept()
    {
        const string Text = "A\ud83d has 3. B\ude00 has 4. C\ud83d has 5. Who?";

        var told = FactOrder.Shuffle(Text, 1)!;

        Assert.Equal(Units(Text).Order(StringComparer.Ordinal), Units(told).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Shuffle_AnyText_IsNullOrAsLong()
        => Prop.ForAll<string?, int>((text, seed) => Assert.Equal((text ?? "").Length, FactOrder.Shuffle(text ?? "", seed)?.Length ?? (text ?? "").Length))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Shuffle_HugeText_IsShuffled()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"Person{i} has {i} pens. ")) + "How many?";

        var told = FactOrder.Shuffle(text, 1)!;

        Assert.Equal(text.Length, told.Length);
        Assert.NotEqual(text, told);
    }

    [Fact]
    public void Shuffle_LinesOfAList_StayLines()
    {
        var told = FactOrder.Shuffle("  - Tom has 3 pens\n  - Sara has 4 pens\n  - Ben has 5 pens\nHow many pens are there?", 1)!;

        Assert.Matches(@"^(  - \w+ has \d pens\n){3}How many pens are there\?$", told);
    }

    private static IEnumerable<string> Sentences(string text) => text.Split(". ").Select(part => part.TrimEnd('.')).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Units(string text) => TextUnits.OfMessage(text).Select(unit => unit.In(text).Trim());

    private static IEnumerable<string> Blanks(string text) => TextUnits.OfMessage(text).Select(unit => unit.In(text)[unit.In(text).TrimEnd().Length..]);
}
