using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Has the model itself answer, and read answers to, variants of one request, and counts what that costs.</summary>
/// <remarks>Variants differ in what they leave out only: tools, instructions, response format and limits are those of the request. One after the other, so that equal requests give equal findings.</remarks>
internal sealed class PruneProbe(IChatClient model, ChatOptions? options, PruneOptions settings)
{
    private static readonly string[] s_ownKeys = [TraceRequest.OptionsKey, BranchPoint.OptionsKey, AnchorRequest.OptionsKey, AnswerScoreRequest.OptionsKey];

    public PruneCost Cost { get; private set; } = new(0, 0, 0, 0);

    public bool IsSpent => Cost.Tokens >= settings.MaxTokens;

    /// <summary>Writes an answer: greedily, or the sample of a number.</summary>
    public async Task<ProbedAnswer> AnswerAsync(IReadOnlyList<ChatMessage> messages, int? sample, CancellationToken cancellationToken)
    {
        var request = With(TraceRequest.OptionsKey, new TraceRequest { Influence = false });
        request.Temperature = sample is null ? 0 : (float)settings.SampleTemperature;
        request.Seed = settings.Seed + (sample ?? 0L);
        var response = await model.GetResponseAsync(messages, request, cancellationToken);
        Count(response, reads: 0);
        var trace = Find<ReasoningTrace>(response, ReasoningTrace.MetadataKey);
        return new ProbedAnswer(Value(response), trace is null ? [] : [.. trace.Tokens.Select(token => token.Id)], trace?.MeanLogProbability ?? 0, trace is { IsTruncated: false });
    }

    /// <summary>Reads an answer; null from a model that does not score it.</summary>
    public async Task<AnswerScore?> ScoreAsync(IReadOnlyList<ChatMessage> messages, ImmutableArray<int> answer, bool attention, CancellationToken cancellationToken)
    {
        var request = With(AnswerScoreRequest.OptionsKey, new AnswerScoreRequest { Answer = answer, Attention = attention });
        var response = await model.GetResponseAsync(messages, request, cancellationToken);
        Count(response, reads: 1);
        return Find<AnswerScore>(response, AnswerScore.MetadataKey);
    }

    private ChatOptions With(string key, object value)
    {
        var request = options?.Clone() ?? new ChatOptions();
        request.AdditionalProperties = request.AdditionalProperties is { } properties ? new(properties) : [];
        Array.ForEach(s_ownKeys, own => request.AdditionalProperties.Remove(own));
        request.AdditionalProperties[key] = value;
        return request;
    }

    private string Value(ChatResponse response)
    {
        FunctionCallContent[] calls = [.. response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>()];
        return calls.Length == 0
            ? (settings.Value ?? AnswerValue.Of)(response.Text)
            : string.Join("; ", calls.Select(call => $"{call.Name}({string.Join(", ", (call.Arguments ?? new Dictionary<string, object?>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value}"))})"));
    }

    private void Count(ChatResponse response, int reads)
    {
        var usage = response.Usage;
        Cost = new PruneCost(
            Cost.Reads + reads,
            Cost.Answers + 1 - reads,
            Cost.ReadTokens + (int)((usage?.InputTokenCount ?? 0) - (usage?.CachedInputTokenCount ?? 0)),
            Cost.WrittenTokens + (int)(usage?.OutputTokenCount ?? 0));
    }

    private static T? Find<T>(ChatResponse response, string key)
        where T : class => response.Messages is [.., var last] ? last.AdditionalProperties?.GetValueOrDefault(key) as T : null;
}
