using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.LocalModel.DependencyInjection;

namespace SKReasoning.LocalModel.Tests.DependencyInjection;

public class AddLocalModelTests
{
    [Fact]
    public async Task AddLocalModel_SeveralIds_AreModelsOfTheirOwn()
    {
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(BuiltInModel.Path, "first", options => (options.Threads, options.ModelId) = (1, "one"));
        builder.AddLocalModel(BuiltInModel.Path, "second", options => (options.Threads, options.ModelId) = (1, "two"));
        var kernel = builder.Build();

        var first = await kernel.GetRequiredService<IChatClient>("first").GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 });
        var second = await kernel.GetRequiredService<IChatCompletionService>("second").GetChatMessageContentAsync("Hello", new LocalModelPromptExecutionSettings { MaxTokens = 1 });

        Assert.Equal(("one", "two"), (first.ModelId, second.ModelId));
        Assert.NotSame(kernel.GetRequiredService<LlamaModel>("first"), kernel.GetRequiredService<LlamaModel>("second"));
        ((IDisposable)kernel.Services).Dispose();
    }

    [Fact]
    public void AddLocalModel_SameIdTwice_IsOneModelWithTheOptionsOfBoth()
    {
        using var provider = new ServiceCollection()
            .AddLocalModel("missing.gguf", "small", options => (options.Threads, options.ContextLength) = (1, 256))
            .AddLocalModel(BuiltInModel.Path, "small", options => options.ContextLength = 512)
            .BuildServiceProvider();

        Assert.Single(provider.GetKeyedServices<IChatClient>("small"));
        Assert.Equal(512, Assert.Single(provider.GetKeyedServices<LlamaModel>("small")).ContextLength);
        Assert.Equal(1, provider.GetRequiredService<IOptionsMonitor<LocalModelOptions>>().Get("small").Threads);
    }

    [Fact]
    public void AddLocalModel_Section_BindsEveryKindOfOption()
    {
        using var provider = new ServiceCollection().AddLocalModel(Section(
            ("Path", BuiltInModel.Path), ("ContextLength", "512"), ("GpuLayers", "0"), ("CacheFormat", "F32"), ("TensorSplit:0", "3"), ("TensorSplit:1", "0.5"),
            ("CheckTensors", "false"), ("CaptureMemory", "4294967296"), ("Threads", "1"))).BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<LocalModelOptions>>().Value;

        Assert.Equal((512, 0, (int?)null, CacheFormat.F32, false, 1L << 32), (options.ContextLength, options.GpuLayers, options.MainGpu, options.CacheFormat, options.CheckTensors, options.CaptureMemory));
        Assert.Equal([3, 0.5f], options.TensorSplit);
        Assert.Equal(512, provider.GetRequiredService<LlamaModel>().ContextLength);
    }

    [Fact]
    public void AddLocalModel_SeveralThingsWrong_AreAllToldAtOnce()
    {
        using var provider = new ServiceCollection()
            .AddLocalModel(Section(("Path", "missing.gguf"), ("ContextLenght", "512"), ("QueueLimit", "0"), ("Threads", "many")), "small", options => options.Sequences = 65)
            .BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredKeyedService<IChatClient>("small"));

        Assert.Equal("small", error.OptionsName);
        Assert.All(
            ["missing.gguf", "ContextLenght", "QueueLimit", "Models:Small:Threads", "Sequences"],
            name => Assert.Contains(error.Failures, failure => failure.Contains(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void AddLocalModel_NoSuchSection_NamesItAndSaysWhatToGive()
    {
        using var provider = new ServiceCollection().AddLocalModel(new ConfigurationBuilder().Build().GetSection("Models:Large")).BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IChatClient>);

        Assert.Contains("no section 'Models:Large'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Give the path of a GGUF file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_MissingFile_HostDoesNotStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLocalModel("missing.gguf");
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());

        Assert.Contains(Path.GetFullPath("missing.gguf"), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StartAsync_LoadsAtStart_LoadsAsTheOptionsSay(bool loadsAtStart)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLocalModel(BuiltInModel.Path, "small", options => (options.Threads, options.LoadsAtStart) = (1, loadsAtStart));
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Equal(loadsAtStart, host.Services.GetRequiredKeyedService<ModelLoad>("small").Model is not null);
    }

    [Fact]
    public async Task Dispose_Provider_DisposesTheModel()
    {
        var provider = new ServiceCollection().AddLocalModel(BuiltInModel.Path, configure: options => options.Threads = 1).BuildServiceProvider();
        var client = provider.GetRequiredService<IChatClient>();

        await provider.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetResponseAsync("Hello"));
    }

    [Fact]
    public void GetService_FileComesAfterAFailedLoad_IsLoaded()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "late.gguf");
        using var provider = new ServiceCollection().AddLocalModel(path, configure: options => options.Threads = 1).BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<LlamaModel>);

        File.Copy(BuiltInModel.Path, path);

        Assert.Equal("late", provider.GetRequiredService<LlamaModel>().ModelId);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public async Task AddLocalModel_Middleware_RunsUnkeyedThenKeyedThenPipeline()
    {
        var calls = new List<string>();
        Func<IChatClient, IServiceProvider, IChatClient> Noting(string name) => (inner, _) => inner.AsBuilder().Use((messages, options, next, cancellationToken) =>
        {
            calls.Add(name);
            return next(messages, options, cancellationToken);
        }).Build();
        using var provider = new ServiceCollection()
            .AddKeyedSingleton("small", Noting("keyed"))
            .AddKeyedSingleton("other", Noting("of another model"))
            .AddSingleton(Noting("unkeyed"))
            .AddLocalModel(BuiltInModel.Path, "small", options => options.Threads = 1, pipeline => pipeline.Use(Noting("pipeline")))
            .BuildServiceProvider();

        await provider.GetRequiredKeyedService<IChatClient>("small").GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 });

        Assert.Equal(["unkeyed", "keyed", "pipeline"], calls);
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values)
        => new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Models:Small:{value.Key}", (string?)value.Value)))
            .Build()
            .GetSection("Models:Small");
}
