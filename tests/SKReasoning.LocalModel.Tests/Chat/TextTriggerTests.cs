using SKReasoning.LocalModel.Chat;

namespace SKReasoning.LocalModel.Tests.Chat;

public class TextTriggerTests
{
    [Theory]
    [InlineData("abc", "abc", "")]
    [InlineData("a<call>b", "a", "<call>b")]
    [InlineData("a<ca<call>", "a<ca", "<call>")]
    [InlineData("<call", "<call", "")]
    [InlineData("<cal<calm", "<cal<calm", "")]
    public void Push_LetterByLetter_FindsWhatPushAtOnceFinds(string text, string before, string block)
    {
        foreach (var size in (int[])[1, 2, 3, 100])
        {
            var trigger = new TextTrigger(["<call>"]);
            var free = "";
            var found = false;
            var after = "";
            foreach (var piece in text.Chunk(size))
            {
                if (found)
                {
                    after += new string(piece);
                    continue;
                }

                found = trigger.Push(new string(piece), out var part, out after);
                free += part;
            }

            free += trigger.Flush();
            Assert.Equal((before, block.Length > 0, block), (free, found, after));
        }
    }

    [Theory]
    [InlineData(TriggerPlace.Line, "{a", true)]
    [InlineData(TriggerPlace.Line, " \n {a", true)]
    [InlineData(TriggerPlace.Line, "x\n{a", true)]
    [InlineData(TriggerPlace.Line, "x {a", false)]
    [InlineData(TriggerPlace.Start, "\n {a", true)]
    [InlineData(TriggerPlace.Start, "x\n{a", false)]
    [InlineData(TriggerPlace.Anywhere, "x {a", true)]
    public void Push_Place_DecidesWhetherItCounts(object place, string text, bool counts)
    {
        var trigger = new TextTrigger(["{a"], (TriggerPlace)place);
        var found = false;
        var free = "";
        foreach (var character in text)
        {
            found |= trigger.Push(character.ToString(), out var part, out _);
            free += part;
        }

        Assert.Equal(counts, found);
        Assert.Equal(text, free + trigger.Flush() + (found ? "{a" : ""));
    }

    [Fact]
    public void Push_TriggersOfSeveralPlaces_CountEachInItsOwn()
    {
        var trigger = new TextTrigger([("get\n", TriggerPlace.Start), (">>>get\n", TriggerPlace.Anywhere)]);

        Assert.False(trigger.Push("x get\n>>", out var free, out _));
        Assert.Equal("x get\n", free);
        Assert.True(trigger.Push(">get\n{", out _, out var block));
        Assert.Equal(">>>get\n{", block);
    }
}
