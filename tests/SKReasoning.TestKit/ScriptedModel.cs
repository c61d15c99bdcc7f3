using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace SKReasoning.TestKit;

/// <summary>A chat client that says what a test tells it to: for tests of what is built around a model.</summary>
/// <param name="write">Gives the turn for a conversation and its options.</param>
/// <param name="pause">Awaited before every update, so that a test can interrupt there; null for a yield.</param>
public sealed class ScriptedModel(Func<IReadOnlyList<ChatMessage>, ChatOptions?, ScriptedTurn> write, Func<Task>? pause = null) : IChatClient
{
    /// <summary>Turns that answer in order, the last one for all further requests.</summary>
    public ScriptedModel(params ScriptedTurn[] turns)
        : this(InOrder(turns))
    {
    }

    /// <summary>What was asked, in order.</summary>
    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    /// <summary>The options of each request.</summary>
    public List<ChatOptions?> Options { get; } = [];

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatMessage[] history = [.. messages];
        ScriptedTurn turn;
        lock (Requests)
        {
            Requests.Add(history);
            Options.Add(options);
            turn = write(history, options);
        }

        var id = Guid.NewGuid().ToString("N");
        foreach (var update in turn.Updates())
        {
            await PauseAsync();
            cancellationToken.ThrowIfCancellationRequested();
            (update.Role, update.MessageId, update.ResponseId) = (ChatRole.Assistant, id, id);
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private async Task PauseAsync()
    {
        if (pause is null)
        {
            await Task.Yield();
            return;
        }

        await pause();
    }

    private static Func<IReadOnlyList<ChatMessage>, ChatOptions?, ScriptedTurn> InOrder(ScriptedTurn[] turns)
    {
        var next = 0;
        return (_, _) => turns[Math.Min(next++, turns.Length - 1)];
    }
}
