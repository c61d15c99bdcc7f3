using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenAI;
using SKReasoning.LocalModel;

[assembly: AssemblyFixture(typeof(SKReasoning.OpenAI.Tests.ServeFixture))]

namespace SKReasoning.OpenAI.Tests;

/// <summary>The sample server with the built-in model, on a port of its own, for all tests.</summary>
public sealed class ServeFixture : IAsyncLifetime
{
    public const string ModelId = "abacus-8m.Q8_0";

    public const string Problem = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";

    public const string Order = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.";

    /// <summary>What reused prefixes and the size of batches change in a log-probability at the most.</summary>
    public const double Rounding = 5e-3;

    private WebApplication? _app;

    public Uri Url => new(_app!.Urls.First());

    public LlamaModel Model => _app!.Services.GetRequiredService<LlamaModel>();

    public HttpClient Http { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _app = await StartAsync();
        Http.BaseAddress = Url;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
    }

    /// <summary>A started server.</summary>
    /// <param name="configure">Adds services before the server adds its own.</param>
    /// <param name="arguments">Settings beside those of every test.</param>
    internal static async Task<WebApplication> StartAsync(Action<IServiceCollection>? configure = null, params string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0", "--Model:Threads", "1", .. arguments]);
        builder.Logging.ClearProviders();
        configure?.Invoke(builder.Services);
        var app = Server.Create(builder);
        await app.StartAsync();
        return app;
    }

    /// <summary>The official client of a server.</summary>
    /// <param name="url">Where the server listens.</param>
    /// <param name="handler">Sees what is sent and answered; null for none.</param>
    public static OpenAIClient Client(Uri url, DelegatingHandler? handler = null)
    {
        handler?.InnerHandler = new SocketsHttpHandler();
        return new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions
        {
            Endpoint = new Uri(url, "v1"),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(handler is null ? new HttpClient() : new HttpClient(handler)),
        });
    }

    public IChatClient ChatClient(DelegatingHandler? handler = null) => Client(Url, handler).GetChatClient(ModelId).AsIChatClient();
}
