using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace SKReasoning.LocalModel.Tests.Settings;

/// <summary>Every setting is seen to take effect, through a kernel and the built-in model.</summary>
public class SettingsInKernelTests(SettingsInKernelTests.TwoModels models) : IClassFixture<SettingsInKernelTests.TwoModels>
{
    private const string Prompt = "<message role=\"system\">Think step by step.</message><message role=\"user\">Tom has 3 times as many apples as Sara. Sara has 7 apples. How many apples does Tom have?</message>";

    private readonly Kernel _kernel = models.Kernel;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Limits_EndTheTurn(bool streaming)
    {
        var whole = await AskAsync(new(), streaming);
        var few = await AskAsync(new() { MaxTokens = 3 }, streaming);
        var stopped = await AskAsync(new() { StopSequences = ["Answer"] }, streaming);

        Assert.EndsWith("Answer: 21", whole, StringComparison.Ordinal);
        Assert.InRange(few.Length, 1, 30);
        Assert.StartsWith(few, whole, StringComparison.Ordinal);
        Assert.Equal(whole[..whole.IndexOf("Answer", StringComparison.Ordinal)].TrimEnd(), stopped.TrimEnd());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sampling_ChangesWhatIsDrawn(bool streaming)
    {
        var greedy = await AskAsync(new() { MaxTokens = 12 }, streaming);
        LocalModelPromptExecutionSettings Hot(long seed) => new() { MaxTokens = 12, Temperature = 8, Seed = seed };
        var hot = await AskAsync(Hot(1), streaming);

        Assert.NotEqual(greedy, hot);
        Assert.Equal(hot, await AskAsync(Hot(1), streaming));
        Assert.NotEqual(hot, await AskAsync(Hot(2), streaming));
        Assert.Equal(greedy, await AskAsync(new() { MaxTokens = 12, Temperature = 8, TopK = 1 }, streaming));
        Assert.Equal(greedy, await AskAsync(new() { MaxTokens = 12, Temperature = 8, TopP = 1e-6f }, streaming));
        Assert.Equal(greedy, await AskAsync(new() { MaxTokens = 12, Temperature = 8, MinP = 1 }, streaming));
    }

    [Fact]
    public async Task Penalties_ChangeWhatIsWritten()
    {
        var plain = await AskAsync(new());

        Assert.NotEqual(plain, await AskAsync(new() { MaxTokens = 40, RepetitionPenalty = 50 }));
        Assert.NotEqual(plain, await AskAsync(new() { MaxTokens = 40, FrequencyPenalty = 50 }));
        Assert.NotEqual(plain, await AskAsync(new() { MaxTokens = 40, PresencePenalty = 50 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forms_HoldTheWholeTurn(bool streaming)
    {
        var grammar = await AskAsync(new() { Grammar = "root ::= \"yes\" | \"no\"" }, streaming);
        var json = await AskAsync(new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse("""{"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"], "additionalProperties": false}""")), MaxTokens = 40 }, streaming);

        Assert.Contains(grammar, (string[])["yes", "no"]);
        Assert.StartsWith("{", json, StringComparison.Ordinal);
        Assert.Contains("\"n\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_ReachTheModelAsObjects()
    {
        var settings = new LocalModelPromptExecutionSettings { ServiceId = "small", MaxTokens = 60, Trace = new TraceRequest(), Anchors = new AnchorRequest() };

        var answer = (await _kernel.InvokePromptAsync(Prompt, new KernelArguments(settings))).GetValue<Microsoft.SemanticKernel.ChatMessageContent>()!;

        Assert.NotNull(Assert.IsType<ReasoningTrace>(answer.Metadata![ReasoningTrace.MetadataKey]).Anchoring);
    }

    [Theory]
    [InlineData("small", "abacus")]
    [InlineData("other", "other-abacus")]
    public async Task PromptFile_ServiceId_ChoosesTheModelAndItsSettings(string serviceId, string modelId)
    {
        var function = FromFile($$$"""{"{{{serviceId}}}": {"max_tokens": 40, "grammar": "root ::= \"of {{{serviceId}}}\""}}""");

        var answer = (await _kernel.InvokeAsync(function)).GetValue<Microsoft.SemanticKernel.ChatMessageContent>()!;

        Assert.Equal(modelId, answer.ModelId);
        Assert.Equal($"of {serviceId}", answer.Content);
    }

    [Theory]
    [InlineData("abacus")]
    [InlineData("other-abacus")]
    public async Task PromptFile_ModelId_ChoosesTheModelAndItsSettings(string modelId)
    {
        var function = FromFile($$$"""{"any": {"model_id": "{{{modelId}}}", "grammar": "root ::= \"by model\""}}""");

        var parts = await _kernel.InvokeStreamingAsync<Microsoft.SemanticKernel.StreamingChatMessageContent>(function).ToListAsync();

        Assert.Equal("by model", string.Concat(parts.Select(part => part.Content)));
        Assert.All(parts, part => Assert.Equal(modelId, part.ModelId));
    }

    [Theory]
    [InlineData("temperature", "hot")]
    [InlineData("min_p", true)]
    [InlineData("max_tokens", "many")]
    [InlineData("stop_sequences", 3)]
    [InlineData("skreasoning.trace_request", "yes")]
    public async Task BaseSettings_WrongType_NamesTheKey(string key, object value)
    {
        var settings = new PromptExecutionSettings { ServiceId = "small", ExtensionData = new Dictionary<string, object> { [key] = value } };

        var error = await Assert.ThrowsAsync<ArgumentException>(() => _kernel.InvokePromptAsync(Prompt, new KernelArguments(settings)));

        Assert.Equal(key, error.ParamName);
    }

    [Fact]
    public async Task OutOfRange_NamesTheKey()
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => AskAsync(new() { MinP = 2 }));

        Assert.Equal("min_p", error.ParamName);
    }

    private static KernelFunction FromFile(string settings)
        => KernelFunctionFactory.CreateFromPrompt(PromptTemplateConfig.FromJson($$$"""{"template": {{{JsonSerializer.Serialize(Prompt)}}}, "execution_settings": {{{settings}}} }"""));

    private async Task<string> AskAsync(LocalModelPromptExecutionSettings settings, bool streaming = false)
    {
        settings.ServiceId = "small";
        var arguments = new KernelArguments(settings);
        return streaming
            ? string.Concat(await _kernel.InvokePromptStreamingAsync<string>(Prompt, arguments).ToListAsync())
            : (await _kernel.InvokePromptAsync(Prompt, arguments)).ToString();
    }

    public sealed class TwoModels : IDisposable
    {
        public TwoModels()
        {
            var builder = Kernel.CreateBuilder();
            builder.AddLocalModel(BuiltInModel.Path, "small", options => (options.Threads, options.ModelId) = (1, "abacus"));
            builder.AddLocalModel(BuiltInModel.Path, "other", options => (options.Threads, options.ModelId) = (1, "other-abacus"));
            Kernel = builder.Build();
        }

        public Kernel Kernel { get; }

        public void Dispose() => ((IDisposable)Kernel.Services).Dispose();
    }
}
