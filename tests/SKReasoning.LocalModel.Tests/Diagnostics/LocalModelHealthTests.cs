using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SKReasoning.LocalModel.Tests.Diagnostics;

public class LocalModelHealthTests
{
    [Fact]
    public async Task Check_NotLoadedYet_IsHealthyAndDoesNotLoad()
    {
        await using var services = Services(BuiltInModel.Path);

        var entry = await CheckAsync(services);

        Assert.Equal((HealthStatus.Healthy, false), (entry.Status, entry.Data["loaded"]));
        Assert.Equal(false, (await CheckAsync(services)).Data["loaded"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_Loaded_TellsDeviceAndQueue(bool probes)
    {
        await using var services = Services(BuiltInModel.Path, probes: probes);
        await services.GetRequiredKeyedService<IChatClient>("small").GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 });

        var entry = await CheckAsync(services);

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Equal((true, 0, 2), (entry.Data["loaded"], entry.Data["queue_length"], entry.Data["queue_limit"]));
        Assert.NotEmpty(Assert.IsType<string>(entry.Data["devices"]));
    }

    [Fact]
    public async Task Check_LoadFailed_IsUnhealthyWithTheReason()
    {
        await using var services = Services("missing.gguf");
        Assert.ThrowsAny<Exception>(() => services.GetRequiredKeyedService<IChatClient>("small"));

        var entry = await CheckAsync(services);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("missing.gguf", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_QueueFull_IsDegraded()
    {
        await using var services = Services(BuiltInModel.Path);
        var client = services.GetRequiredKeyedService<IChatClient>("small");
        var model = services.GetRequiredKeyedService<LlamaModel>("small");
        using var stop = new CancellationTokenSource();
        using var held = new ManualResetEventSlim();
        using var isReading = new ManualResetEventSlim();
        var reading = model.ReadAsync([1], observer: null, (_, _) =>
        {
            isReading.Set();
            held.Wait();
        });
        isReading.Wait();
        var waiting = Enumerable.Range(0, 2).Select(_ => client.GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 }, stop.Token)).ToArray();

        var entry = await CheckAsync(services);

        Assert.Equal((HealthStatus.Degraded, 2), (entry.Status, entry.Data["queue_length"]));
        held.Set();
        await Task.WhenAll([reading, .. waiting]);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(services)).Status);
    }

    [Fact]
    public async Task Check_ModelGone_ProbeIsUnhealthy()
    {
        await using var services = Services(BuiltInModel.Path, probes: true);
        services.GetRequiredKeyedService<LlamaModel>("small").Dispose();

        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(services)).Status);
    }

    private static ServiceProvider Services(string path, bool probes = false)
    {
        var services = new ServiceCollection().AddLogging()
            .AddLocalModel(path, "small", options => (options.Threads, options.Sequences, options.QueueLimit) = (1, 1, 2));
        services.AddHealthChecks().AddLocalModel("small", probes);
        return services.BuildServiceProvider();
    }

    private static async Task<HealthReportEntry> CheckAsync(IServiceProvider services)
        => (await services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["local_model_small"];
}
