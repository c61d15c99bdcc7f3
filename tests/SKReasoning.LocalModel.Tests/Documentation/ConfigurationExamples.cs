using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using SKReasoning;
using SKReasoning.LocalModel;

namespace Documentation;

/// <summary>The code of docs/configuration.md.</summary>
internal static class ConfigurationExamples
{
    public static async Task<string> KernelAsync(string path)
    {
        var builder = Kernel.CreateBuilder();
        builder.AddLocalModel(path, configure: options => options.ContextLength = 2048);
        var answer = await builder.Build().InvokePromptAsync("What is 3 * 7?");
        return answer.ToString();
    }

    public static IServiceCollection Services(IServiceCollection services, string smallPath, string largePath)
    {
        services.AddLocalModel(smallPath, "small");
        services.AddLocalModel(largePath, "large", options => options.Sequences = 8);
        services.AddHealthChecks().AddLocalModel("small").AddLocalModel("large", probes: true);
        return services;
    }

    public static IHost Configuration(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddLocalModel(builder.Configuration.GetSection("Models:Small"), "small");
        var host = builder.Build();
        return host;
    }

    public static async Task<string> PipelineAsync(string path, ILoggerFactory loggers, string question)
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = path, LoggerFactory = loggers });
        var client = new LocalChatClient(model).AsBuilder().UseOpenTelemetry(loggers).Build();
        var response = await client.GetResponseAsync(question, new ChatOptions { Temperature = 0.7f }.WithMinP(0.05f).WithTrace());
        return response.Text;
    }

    public static async Task<string> SettingsAsync(Kernel kernel)
    {
        var settings = new LocalModelPromptExecutionSettings { Temperature = 0.7f, MinP = 0.05f, MaxTokens = 200, Trace = new TraceRequest() };
        var answer = await kernel.InvokePromptAsync("What is 3 * 7?", new KernelArguments(settings));
        return answer.ToString();
    }

    public static void Telemetry(IServiceCollection services)
    {
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource(LocalModelTelemetry.SourceName))
            .WithMetrics(metrics => metrics.AddMeter(LocalModelTelemetry.SourceName));
    }
}
