using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serve;
using SKReasoning.LocalModel;

try
{
    await using var app = Server.Create(WebApplication.CreateSlimBuilder(args));
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (e is not OperationCanceledException)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

/// <summary>A local model behind OpenAI's chat API.</summary>
internal static class Server
{
    private const long MostBytes = 8 << 20;

    /// <summary>Loads the model and maps the endpoints; the server does not listen yet.</summary>
    /// <param name="builder">
    /// Its configuration says what is loaded (<c>Model:Path</c> and the other <see cref="LocalModelOptions"/>) and where the server listens
    /// (<c>urls</c>, default http://localhost:5000); a chat client among its services stands in for the model's own.
    /// </param>
    public static WebApplication Create(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MostBytes);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddHealthChecks();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(services => Load(services.GetRequiredService<IConfiguration>(), services.GetRequiredService<ILoggerFactory>()));
        builder.Services.TryAddSingleton<IChatClient>(services => new LocalChatClient(services.GetRequiredService<LlamaModel>()));

        var app = builder.Build();
        app.Services.GetRequiredService<LlamaModel>();
        app.UseMiddleware<ErrorMiddleware>();
        app.MapHealthChecks("/health");
        app.MapGet("/v1/models", ModelList.Of);
        app.MapPost("/v1/chat/completions", CompletionEndpoint.CompleteAsync);
        return app;
    }

    private static LlamaModel Load(IConfiguration configuration, ILoggerFactory loggers)
    {
        var options = new LocalModelOptions { Path = Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf"), LoggerFactory = loggers };
        configuration.GetSection("Model").Bind(options);
        return LlamaModel.Load(options);
    }
}
