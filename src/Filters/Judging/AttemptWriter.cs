using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Has a model write one attempt, and takes what was recorded of it out of the updates.</summary>
/// <param name="model">The model, or middleware around it.</param>
/// <param name="report">Hears of steps as they are closed.</param>
internal sealed class AttemptWriter(IChatClient model, Action<ReasoningEvent> report)
{
    public async Task<WrittenTurn> WriteAsync(IEnumerable<ChatMessage> messages, ChatOptions options, int number, CancellationToken cancellationToken)
    {
        var attempt = new AttemptReader(number, report);
        await foreach (var update in model.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            attempt.Read(update);
        }

        return attempt.ToTurn();
    }
}
