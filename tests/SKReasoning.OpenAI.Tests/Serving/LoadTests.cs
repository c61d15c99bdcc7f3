using System.ClientModel;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using SKReasoning.LocalModel;

namespace SKReasoning.OpenAI.Tests.Serving;

/// <summary>More callers than the server takes, and callers that leave.</summary>
public class LoadTests
{
    // A schema that has the model write until its context is full.
    private const string LongRequest = """
        {
            "model": "abacus-8m.Q8_0", "stream": true, "messages": [{"role": "user", "content": "Hi"}],
            "response_format": {"type": "json_schema", "json_schema": {"name": "long", "schema": {"type": "array", "minItems": 2000, "items": {"type": "integer"}}}}
        }
        """;

    [Fact]
    public async Task Disconnect_EndsTheDecode()
    {
        var ended = new TaskCompletionSource<(Exception? Error, int Updates)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await ServeFixture.StartAsync(services => services.AddSingleton<IChatClient>(
            provider => new WatchedChatClient(new LocalChatClient(provider.GetRequiredService<LlamaModel>()), ended)));
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using (await StartLongAsync(http))
        {
            // The answer has begun; leaving the block closes the connection.
        }

        var (error, updates) = await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.IsAssignableFrom<OperationCanceledException>(error);
        Assert.InRange(updates, 1, 1900);
    }

    [Fact]
    public async Task Busy_429WithRetryAfter()
    {
        await using var app = await ServeFixture.StartAsync(null, "--Model:Sequences", "1", "--Model:QueueLimit", "1");
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var running = await StartLongAsync(http);

        // One of these waits for its turn; the queue has no room for the other.
        var both = new List<Task<HttpResponseMessage>> { StartLongAsync(http), StartLongAsync(http) };
        using var refused = await await Task.WhenAny(both);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        var error = (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        Assert.Equal(("rate_limit_error", "rate_limit_exceeded"), (error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
        var client = ServeFixture.Client(http.BaseAddress).GetChatClient(ServeFixture.ModelId);
        Assert.Equal(429, (await Assert.ThrowsAsync<ClientResultException>(async () => await client.CompleteChatAsync("Hi"))).Status);
    }

    private static Task<HttpResponseMessage> StartLongAsync(HttpClient http)
        => http.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(LongRequest) }, HttpCompletionOption.ResponseHeadersRead);

    private sealed class WatchedChatClient(IChatClient inner, TaskCompletionSource<(Exception?, int)> ended) : DelegatingChatClient(inner)
    {
        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
            var count = 0;
            try
            {
                for (; await NextAsync(updates, count); count++)
                {
                    yield return updates.Current;
                }
            }
            finally
            {
                // A reader that cannot write any more leaves instead of asking for the next update.
                ended.TrySetResult((new OperationCanceledException("The reader left."), count));
            }
        }

        private async Task<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, int count)
        {
            try
            {
                var hasNext = await updates.MoveNextAsync();
                if (!hasNext)
                {
                    ended.TrySetResult((null, count));
                }

                return hasNext;
            }
            catch (Exception e)
            {
                ended.TrySetResult((e, count));
                throw;
            }
        }
    }
}
