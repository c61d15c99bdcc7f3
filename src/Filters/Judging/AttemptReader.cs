using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Collects the updates of one attempt. Not thread-safe.</summary>
/// <param name="number">Number of the attempt, from 1.</param>
/// <param name="report">Hears of steps as they are closed.</param>
internal sealed class AttemptReader(int number, Action<ReasoningEvent> report)
{
    private readonly List<ChatResponseUpdate> _updates = [];
    private ReasoningTrace? _trace;

    /// <summary>Takes an update.</summary>
    /// <returns>Whether something of it is left for the caller to see.</returns>
    public bool Read(ChatResponseUpdate update)
    {
        if (update.AdditionalProperties is { } properties)
        {
            if (properties.Remove(ReasoningStep.MetadataKey, out var value) && value is IReadOnlyList<ReasoningStep> steps)
            {
                report(new ReasoningEvent.StepsWritten(number, steps));
                if (update.Contents.Count == 0 && properties.Count == 0)
                {
                    return false;
                }
            }

            _trace = properties.Remove(ReasoningTrace.MetadataKey, out value) ? value as ReasoningTrace : _trace;
        }

        _updates.Add(update);
        return true;
    }

    public WrittenTurn ToTurn() => new(_updates, _trace);
}
