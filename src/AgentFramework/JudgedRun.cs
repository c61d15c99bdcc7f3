using Microsoft.Extensions.AI;

namespace SKReasoning.AgentFramework;

/// <summary>The verdicts on the turns of one run, as its messages tell them.</summary>
internal sealed class JudgedRun
{
    private readonly List<Turn> _turns = [];

    /// <summary>Takes the verdict of a message or an update; a turn that was seen is not counted again.</summary>
    public void Read(AdditionalPropertiesDictionary? properties, IEnumerable<AIContent> contents)
    {
        Read(properties);
        foreach (var call in contents.OfType<FunctionCallContent>())
        {
            Read(call.AdditionalProperties);
        }
    }

    /// <summary>The properties with what the run's turns come to; as they were where no turn was judged.</summary>
    public AdditionalPropertiesDictionary? Write(AdditionalPropertiesDictionary? properties, IReasoningJournal? journal)
    {
        if (_turns.Count == 0)
        {
            return properties;
        }

        var deciding = _turns.Find(turn => !turn.Accepted) ?? _turns[^1];
        properties ??= [];
        properties[TurnReport.MetadataKey] = deciding.Id;
        properties[TurnReport.AcceptedKey] = deciding.Accepted;
        properties[TurnReport.ReasonKey] = deciding.Reason;
        properties[ReasoningAgent.TurnsKey] = string.Join(',', _turns.Select(turn => turn.Id));
        TurnReport[] reports = [.. _turns.Select(turn => journal?.Find(turn.Id)).OfType<TurnReport>()];
        if (reports.Length > 0)
        {
            properties[ReasoningAgent.AttemptsKey] = reports.Sum(report => report.Attempts.Length);
            properties[ReasoningAgent.RetryTokensKey] = reports.Sum(report => report.RetryTokens);
        }

        return properties;
    }

    private void Read(AdditionalPropertiesDictionary? properties)
    {
        if (properties?.GetValueOrDefault(TurnReport.MetadataKey) is string id
            && properties.GetValueOrDefault(TurnReport.AcceptedKey) is bool accepted
            && _turns.TrueForAll(turn => turn.Id != id))
        {
            _turns.Add(new Turn(id, accepted, properties.GetValueOrDefault(TurnReport.ReasonKey) as string ?? ""));
        }
    }

    private sealed record Turn(string Id, bool Accepted, string Reason);
}
