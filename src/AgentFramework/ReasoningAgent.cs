using System.Runtime.CompilerServices;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace SKReasoning.AgentFramework;

/// <summary>Tells on the response of each run what the check of its turns found.</summary>
/// <remarks>
/// <para>
/// The turns are judged in the chat client, by <c>UseReasoning</c> or <c>AddReasoningFilters</c>; this agent gathers the verdicts. A run is accepted
/// if all its judged turns are. Its response tells so in its additional properties: <see cref="TurnReport.AcceptedKey"/>, <see cref="TurnReport.ReasonKey"/> and
/// <see cref="TurnReport.MetadataKey"/> of the turn that decides, which is the first that was not accepted, else the last; and <see cref="TurnsKey"/>,
/// <see cref="AttemptsKey"/> and <see cref="RetryTokensKey"/>. All values are texts, numbers and booleans, so that responses can be serialised.
/// A run without a judged turn gets none of them.
/// </para>
/// <para>
/// A streamed run ends with an update without contents that carries the same properties; <c>ToAgentResponse</c> of the updates puts them on the response.
/// Costs a look at each message. Thread-safe if the agent that it wraps is.
/// </para>
/// </remarks>
public sealed class ReasoningAgent : DelegatingAIAgent
{
    /// <summary>Key of the ids of all judged turns in order, parted by commas; the value is a string.</summary>
    public const string TurnsKey = "skreasoning.turns";

    /// <summary>Key of the number of attempts at all turns whose reports are still in the journal; the value is an integer.</summary>
    public const string AttemptsKey = "skreasoning.attempts";

    /// <summary>Key of the tokens that retries wrote in those turns; the value is an integer.</summary>
    public const string RetryTokensKey = "skreasoning.retry_tokens";

    private readonly IReasoningJournal? _journal;

    /// <summary>Wraps an agent.</summary>
    /// <param name="innerAgent">The agent whose chat client judges turns.</param>
    /// <param name="journal">Where the client writes its reports; null for the journal that the agent's chat client gives.</param>
    public ReasoningAgent(AIAgent innerAgent, IReasoningJournal? journal = null)
        : base(innerAgent) => _journal = journal ?? innerAgent.GetService<IChatClient>()?.GetService<IReasoningJournal>();

    /// <inheritdoc/>
    public override object? GetService(Type serviceType, object? serviceKey = null)
        => serviceKey is null && serviceType == typeof(IReasoningJournal) ? _journal : base.GetService(serviceType, serviceKey);

    /// <inheritdoc/>
    protected override async Task<AgentResponse> RunCoreAsync(
        IEnumerable<ChatMessage> messages, AgentSession? session = null, AgentRunOptions? options = null, CancellationToken cancellationToken = default)
    {
        var response = await base.RunCoreAsync(messages, session, options, cancellationToken);
        var run = new JudgedRun();
        foreach (var message in response.Messages)
        {
            run.Read(message.AdditionalProperties, message.Contents);
        }

        response.AdditionalProperties = run.Write(response.AdditionalProperties, _journal);
        return response;
    }

    /// <inheritdoc/>
    protected override async IAsyncEnumerable<AgentResponseUpdate> RunCoreStreamingAsync(
        IEnumerable<ChatMessage> messages,
        AgentSession? session = null,
        AgentRunOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var run = new JudgedRun();
        AgentResponseUpdate? last = null;
        await foreach (var update in base.RunCoreStreamingAsync(messages, session, options, cancellationToken))
        {
            run.Read(update.AdditionalProperties, update.Contents);
            last = update;
            yield return update;
        }

        if (run.Write(null, _journal) is { } properties)
        {
            // Without a message id: the properties of a message's update end on the message, not on the response.
            yield return new AgentResponseUpdate
            {
                AdditionalProperties = properties,
                AgentId = last!.AgentId,
                AuthorName = last.AuthorName,
                Role = last.Role,
                ResponseId = last.ResponseId,
                CreatedAt = last.CreatedAt,
                FinishReason = last.FinishReason,
            };
        }
    }
}
