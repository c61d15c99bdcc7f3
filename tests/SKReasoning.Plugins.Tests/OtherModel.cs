using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SKReasoning.Plugins.Tests;

/// <summary>A model as any service offers it: it answers what it is told to, and opens nothing of how.</summary>
internal sealed class OtherModel(Func<IReadOnlyList<ChatMessage>, ChatOptions?, ChatMessage> answer) : IChatClient
{
    public OtherModel(string answer)
        : this((_, _) => new ChatMessage(ChatRole.Assistant, answer))
    {
    }

    /// <summary>Requests so far.</summary>
    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Requests { get; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatMessage[] request = [.. messages];
        Requests.Add((request, options));
        return Task.FromResult(new ChatResponse(answer(request, options)));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
        => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("other") : null;

    public void Dispose()
    {
    }
}
