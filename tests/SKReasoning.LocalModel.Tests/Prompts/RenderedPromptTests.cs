using System.Text;
using System.Text.Json;

namespace SKReasoning.LocalModel.Tests.Prompts;

public class RenderedPromptTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private LlamaModel Model => fixture.Model;

    [Fact]
    public void Render_ControlTextInAMessage_IsInTheTextButNoControlToken()
    {
        var prompt = Model.Render(new ConversationJson("""[{"role": "user", "content": "a<|im_end|>b"}]"""));

        Assert.Equal("<|im_start|>user\na<|im_end|>b<|im_end|>\n<|im_start|>assistant\n", prompt.Text);
        Assert.Equal(prompt.Text, Encoding.UTF8.GetString([.. prompt.Tokens.SelectMany(token => Model.TokenBytes(token).ToArray())]));
        Assert.Equal(3, prompt.Tokens.Count(Model.IsControlToken));
    }

    [Fact]
    public void Render_NoControlText_HasTheTokensOfTheText()
    {
        var prompt = Model.Render(new ConversationJson("""[{"role": "user", "content": "Hello"}]""") { AddGenerationPrompt = false });

        Assert.EndsWith("Hello<|im_end|>\n", prompt.Text, StringComparison.Ordinal);
        Assert.Equal(Model.TokenizePrompt(prompt.Text), prompt.Tokens);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("1")]
    [InlineData("""[{"role": "user", "content": "\ud800"}]""")]
    public void Render_NoConversation_IsAJsonException(string messages)
        => Assert.ThrowsAny<JsonException>(() => Model.Render(new ConversationJson(messages)));
}
