using SKReasoning.LocalModel.Chat;

namespace SKReasoning.LocalModel.Tests.Chat;

public class TextTriggerTests
{
    [Theory]
    [InlineData("abc", "abc", "")]
    [InlineData("a<call>b", "a", "b")]
    [InlineData("a<ca<call>", "a<ca", "")]
    [InlineData("<call", "<call", null)]
    [InlineData("<cal<calm", "<cal<calm", null)]
    public void Push_LetterByLetter_FindsWhatPushAtOnceFinds(string text, string before, string? after)
    {
        foreach (var size in (int[])[1, 2, 3, 100])
        {
            var trigger = new TextTrigger(["<call>"]);
            var free = "";
            var found = false;
            var beyond = "";
            foreach (var piece in text.Chunk(size))
            {
                if (found)
                {
                    beyond += new string(piece);
                    continue;
                }

                found = trigger.Push(new string(piece), out var part, out beyond);
                free += part;
            }

            free += trigger.Flush();
            Assert.Equal((before, after is not null && text.Contains("<call>", StringComparison.Ordinal), after ?? ""), (free, found, beyond));
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
}
