using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace SKReasoning.LocalModel.Tests.Diagnostics;

public class RequestWarningsTests
{
    private const string Order = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";

    private readonly RecordedLog _log = new();

    [Fact]
    public async Task Request_SettingsWithoutEffect_AreToldOnce()
    {
        using var model = BuiltInModel.Load(options => options.LoggerFactory = _log);
        var client = new LocalChatClient(model);
        var options = new ChatOptions
        {
            MaxOutputTokens = 1,
            TopP = 0.5f,
            ConversationId = "1",
            Tools = [new HostedWebSearchTool()],
            ResponseFormat = ChatResponseFormat.Json,
            AdditionalProperties = new() { ["repeat_penalty"] = 1.1 },
        }.WithGrammar("root ::= \"x\"");

        await client.GetResponseAsync("Hello", options);
        await client.GetResponseAsync("Hello", options);

        Assert.Equal([54, 55, 56, 56, 57], _log.Warnings.Order());
        Assert.Contains(_log.Lines, line => line.Message.Contains("repeat_penalty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_SettingsWithEffect_AreNotTold()
    {
        using var model = BuiltInModel.Load(options => options.LoggerFactory = _log);
        var options = new ChatOptions { MaxOutputTokens = 1, Temperature = 1, TopP = 0.5f, Seed = 1 }.WithMinP(0.1f)
            .WithTrace(new TraceRequest { SpectralLayers = [0] });

        await new LocalChatClient(model).GetResponseAsync("Hello", options);

        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task Trace_AttentionThatCannotBeRead_IsTold()
    {
        using var model = BuiltInModel.Load(options => (options.LoggerFactory, options.WithoutCallback) = (_log, true));
        var options = new ChatOptions { MaxOutputTokens = 1 }.WithTrace(new TraceRequest { SpectralLayers = [0] });

        await new LocalChatClient(model).GetResponseAsync("Hello", options);

        Assert.Equal([52, 53], _log.Warnings.Order());
    }

    [Fact]
    public async Task Trace_LayerThatTheModelLacks_IsAnError()
    {
        using var model = BuiltInModel.Load(options => options.LoggerFactory = _log);
        var options = new ChatOptions().WithTrace(new TraceRequest { SpectralLayers = [model.Shape.Layers] });

        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new LocalChatClient(model).GetResponseAsync("Hello", options));

        Assert.Contains($"0 to {model.Shape.Layers - 1}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tools_PlainOptionsWhileFiltersAreRegistered_AreToldOnceAndRunUnfiltered(bool streaming)
    {
        var filter = new CountingFilter();
        await using var services = Services(filter).BuildServiceProvider();
        var client = services.GetRequiredService<IChatClient>();
        var ran = 0;
        var options = new ChatOptions { Tools = [AIFunctionFactory.Create((string item, int quantity) => ++ran, "Shop_Order", "Orders items.")] };

        for (var i = 0; i < 2; i++)
        {
            _ = streaming ? (await client.GetStreamingResponseAsync(Order, options).ToListAsync()).ToChatResponse() : await client.GetResponseAsync(Order, options);
        }

        Assert.Equal(2, ran);
        Assert.Equal(0, filter.Calls);
        Assert.Equal([50], _log.Warnings);
    }

    [Fact]
    public async Task Tools_OptionsOfTheKernel_AreFilteredAndNotTold()
    {
        var filter = new CountingFilter();
        await using var services = Services(filter).AddKernel().Services.BuildServiceProvider();
        var kernel = services.GetRequiredService<Kernel>();
        kernel.Plugins.AddFromFunctions("Shop", [KernelFunctionFactory.CreateFromMethod((string item, int quantity) => quantity, "Order", "Orders items.")]);
        var settings = new LocalModelPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        await services.GetRequiredService<IChatClient>().GetResponseAsync(Order, settings.ToChatOptions(kernel));

        Assert.Equal(1, filter.Calls);
        Assert.Empty(_log.Warnings);
    }

    [Fact]
    public async Task Tools_LoopInsideThePipeline_IsTold()
    {
        var filter = new CountingFilter();
        await using var services = Services(filter, pipeline => pipeline.UseFunctionInvocation()).AddKernel().Services.BuildServiceProvider();
        var kernel = services.GetRequiredService<Kernel>();
        kernel.Plugins.AddFromFunctions("Shop", [KernelFunctionFactory.CreateFromMethod((string item, int quantity) => quantity, "Order", "Orders items.")]);
        var settings = new LocalModelPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };

        await services.GetRequiredService<IChatClient>().GetResponseAsync(Order, settings.ToChatOptions(kernel));

        Assert.Equal(0, filter.Calls);
        Assert.Equal([51], _log.Warnings);
    }

    [Fact]
    public void Load_NativeLog_GoesToItsOwnCategory()
    {
        using var model = BuiltInModel.Load(options => options.LoggerFactory = _log);

        Assert.Equal("SKReasoning.Native", Assert.Single(_log.Categories, category => category != typeof(LocalChatClient).FullName));
        Assert.DoesNotContain(_log.Lines, line => line.Category != "SKReasoning.Native");
    }

    private IServiceCollection Services(CountingFilter filter, Action<ChatClientBuilder>? pipeline = null) => new ServiceCollection()
        .AddSingleton<ILoggerFactory>(_log)
        .AddSingleton<IAutoFunctionInvocationFilter>(filter)
        .AddLocalModel(BuiltInModel.Path, configure: options => options.Threads = 1, pipeline: pipeline);

    private sealed class CountingFilter : IAutoFunctionInvocationFilter
    {
        public int Calls { get; private set; }

        public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
        {
            Calls++;
            return next(context);
        }
    }
}
