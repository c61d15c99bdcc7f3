using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Chat;

public class ForgetTests
{
    private const string Problem = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";

    [Theory]
    [InlineData(1)]
    [InlineData(3, Skip = "Not so yet: with several sequences the prompt after Forget is rounded differently.")]
    [InlineData(4, Skip = "Not so yet: with several sequences the prompt after Forget is rounded differently.")]
    public async Task Forget_SameRequestAfterOthers_HasTheSameBitsAsOnAFreshModel(int sequences)
    {
        using var fresh = BuiltInModel.Load(options => options.Sequences = sequences);
        using var used = BuiltInModel.Load(options => options.Sequences = sequences);
        var expected = await BitsAsync(fresh, Problem);

        await BitsAsync(used, Problem);
        await BitsAsync(used, "Sara has 9 apples. Tom has 2 more apples than Sara. How many apples does Tom have?");
        used.Forget();
        var again = await BitsAsync(used, Problem);
        used.Forget();
        used.Forget();
        var andAgain = await BitsAsync(used, Problem);

        Assert.True(expected.Length > 20);
        Assert.Equal(expected, again);
        Assert.Equal(expected, andAgain);
    }

    [Fact]
    public async Task Forget_NextRequest_ReadsItsPromptFromTheStart()
    {
        using var model = BuiltInModel.Load();

        await AnswerAsync(model, Problem);
        var cached = await AnswerAsync(model, Problem);
        model.Forget();
        var forgotten = await AnswerAsync(model, Problem);

        Assert.True(cached.Usage!.CachedInputTokenCount > 0);
        Assert.Equal(0, forgotten.Usage!.CachedInputTokenCount ?? 0);
    }

    private static async Task<(int Token, int Bits)[]> BitsAsync(LlamaModel model, string question)
    {
        var response = await AnswerAsync(model, question);
        return [.. Assert.IsType<ReasoningTrace>(response.Messages[0].AdditionalProperties![ReasoningTrace.MetadataKey]).Tokens.Select(token => (token.Id, BitConverter.SingleToInt32Bits(token.LogProbability)))];
    }

    private static Task<ChatResponse> AnswerAsync(LlamaModel model, string question)
    {
        var options = new ChatOptions { Temperature = 1, Seed = 3, MaxOutputTokens = 60, AdditionalProperties = new() { [TraceRequest.OptionsKey] = new TraceRequest() } };
        return new LocalChatClient(model).GetResponseAsync([new ChatMessage(ChatRole.System, "Think step by step."), new ChatMessage(ChatRole.User, question)], options, TestContext.Current.CancellationToken);
    }
}
