using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>Loads a model with the host where its options say so.</summary>
internal sealed class ModelStart(IServiceProvider provider, string? serviceId) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
        => provider.GetRequiredService<IOptionsMonitor<LocalModelOptions>>().Get(serviceId ?? Options.DefaultName).LoadsAtStart
            ? Task.Run(() => provider.Resolve<LlamaModel>(serviceId), cancellationToken)
            : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
