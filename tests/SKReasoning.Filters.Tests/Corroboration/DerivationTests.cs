using Microsoft.Extensions.AI;

namespace SKReasoning.Filters.Tests.Corroboration;

public class DerivationTests
{
    private const string Apples = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";

    [Fact]
    public void Of_LaterMessages_StayAsTheyAre()
    {
        var (system, call, result) = (new ChatMessage(ChatRole.System, "Think."), new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("1", "Order")]), new ChatMessage(ChatRole.Tool, [new FunctionResultContent("1", "Done.")]));
        ChatMessage[] messages = [system, new(ChatRole.User, "Hi."), new(ChatRole.User, Apples) { AuthorName = "Kim", AdditionalProperties = new() { ["mine"] = 1 } }, call, result];

        var told = Derivation.Of(messages, DerivationView.ReorderedFacts, seed: 1, number: 1)!;

        Assert.Equal(5, told.Count);
        Assert.Same(system, told[0]);
        Assert.Same(messages[1], told[1]);
        Assert.Equal([call, result], told.Skip(3));
        Assert.NotEqual(Apples, told[2].Text);
        Assert.Equal((ChatRole.User, "Kim", 1), (told[2].Role, told[2].AuthorName, told[2].AdditionalProperties!["mine"]));
        Assert.Equal(Apples, messages[2].Text);
    }

    [Fact]
    public void Of_SameSeed_IsTheSameAndNumbersDiffer()
    {
        ChatMessage[] messages = [new(ChatRole.User, Apples)];
        string Told(int seed, int number) => Derivation.Of(messages, DerivationView.ReorderedFacts, seed, number)![0].Text;

        Assert.Equal(Told(4, 2), Told(4, 2));
        Assert.Equal(5, Enumerable.Range(1, 5).Select(number => Told(4, number)).Distinct().Count());
        Assert.True(Enumerable.Range(0, 20).Select(seed => Told(seed, 1)).Distinct().Count() > 2);
    }

    [Fact]
    public void Of_AllOrdersAreTold_IsNull()
        => Assert.Null(Derivation.Of([new(ChatRole.User, Apples)], DerivationView.ReorderedFacts, seed: 1, number: 6));

    [Fact]
    public void CanBeMade_WhatCannotBeReordered_CanStillBeSampled()
    {
        ChatMessage[][] conversations =
        [
            [],
            [new(ChatRole.System, Apples)],
            [new(ChatRole.User, "Hi.")],
            [new(ChatRole.User, [])],
            [new(ChatRole.User, [new TextContent(null)])],
            [new(ChatRole.User, [new TextContent(Apples), new DataContent(new byte[] { 1 }, "image/png")])],
            [new(ChatRole.User, Apples), new(ChatRole.User, "And Ben?")],
        ];

        Assert.All(conversations, messages =>
        {
            Assert.False(Derivation.CanBeMade(messages, DerivationView.ReorderedFacts));
            Assert.True(Derivation.CanBeMade(messages, DerivationView.Sampled));
            Assert.Same(messages, Derivation.Of(messages, DerivationView.Sampled, 1, 1));
        });
    }
}
