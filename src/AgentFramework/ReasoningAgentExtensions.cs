using SKReasoning;
using SKReasoning.AgentFramework;

namespace Microsoft.Agents.AI;

/// <summary>Adds verdicts on reasoning to agents.</summary>
public static class ReasoningAgentExtensions
{
    /// <summary>Has the responses of an agent tell what the check of its turns found.</summary>
    /// <param name="agent">An agent whose chat client judges turns.</param>
    /// <param name="journal">Where the client writes its reports; null for the journal that the agent's chat client gives.</param>
    public static ReasoningAgent WithReasoning(this AIAgent agent, IReasoningJournal? journal = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return new ReasoningAgent(agent, journal);
    }

    /// <summary>The reports of a run's turns, in order: those that are still in the journal.</summary>
    /// <returns>Empty for a response that no <see cref="ReasoningAgent"/> gave, or of a run that was not judged.</returns>
    public static IReadOnlyList<TurnReport> FindReports(this AgentResponse response, IReasoningJournal journal)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(journal);
        return response.AdditionalProperties?.GetValueOrDefault(ReasoningAgent.TurnsKey) is string ids
            ? [.. ids.Split(',').Select(journal.Find).OfType<TurnReport>()]
            : [];
    }
}
