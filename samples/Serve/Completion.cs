using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SKReasoning;
using SKReasoning.LocalModel;

namespace Serve;

/// <summary>Writes what the model answers as the API's JSON.</summary>
internal sealed class Completion(LlamaModel model, DateTimeOffset time)
{
    private const string EndOfStream = "[DONE]";

    private readonly string _id = $"chatcmpl-{Guid.NewGuid():N}";
    private readonly long _created = time.ToUnixTimeSeconds();

    /// <summary>A whole answer.</summary>
    public CompletionDocument Whole(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(message => message.Contents).ToArray();
        CallEntry[] calls = [.. contents.OfType<FunctionCallContent>().Select(call => CallEntry.Of(call))];
        var thoughts = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        var message = new CompletionDocument.AnswerMessage(
            response.Text.Length == 0 && calls.Length > 0 ? null : response.Text, thoughts.Length == 0 ? null : thoughts, calls.Length == 0 ? null : calls);
        var choice = new CompletionDocument.WholeChoice(message, Reason(response.FinishReason), LogProbabilities(response.Messages[^1].AdditionalProperties, response.Text));
        return new CompletionDocument(_id, _created, model.ModelId, [choice], UsageEntry.Of(response.Usage));
    }

    /// <summary>The data of each event of a streamed answer; log-probabilities come with its last part, since they belong to the turn that has ended.</summary>
    /// <param name="updates">The answer, which is disposed.</param>
    /// <param name="hasNext">Whether the updates stand on one already.</param>
    /// <param name="tellsUsage">Whether a last part tells what the answer cost.</param>
    /// <param name="cancellationToken">Ends the answer.</param>
    public async IAsyncEnumerable<string> Parts(
        IAsyncEnumerator<ChatResponseUpdate> updates, bool hasNext, bool tellsUsage, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var _ = updates;
        yield return Part(new(Role: "assistant", Content: ""));
        var text = new StringBuilder();
        var calls = 0;
        ChatResponseUpdate? last = null;
        Failure? failure = null;
        for (; hasNext; (hasNext, failure) = await NextAsync(updates))
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = updates.Current;
            foreach (var content in last.Contents)
            {
                text.Append((content as TextContent)?.Text);
                if (Delta(content, ref calls) is { } delta)
                {
                    yield return Part(delta);
                }
            }
        }

        if (failure is not null)
        {
            yield return JsonSerializer.Serialize(failure.ToDocument(), ServeJson.Wire.ErrorDocument);
            yield break;
        }

        yield return Part(new(), Reason(last?.FinishReason), LogProbabilities(last?.AdditionalProperties, text.ToString()));
        if (tellsUsage)
        {
            yield return Serialize(new(_id, _created, model.ModelId, [], UsageEntry.Of(last?.Contents.OfType<UsageContent>().FirstOrDefault()?.Details)));
        }

        yield return EndOfStream;
    }

    private static CompletionChunk.Delta? Delta(AIContent content, ref int calls) => content switch
    {
        TextReasoningContent thought => new(ReasoningContent: thought.Text),
        TextContent said => new(Content: said.Text),
        FunctionCallContent call => new(ToolCalls: [CallEntry.Of(call, calls++)]),
        _ => null,
    };

    private static async ValueTask<(bool HasNext, Failure? Failure)> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return (await updates.MoveNextAsync(), null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return (false, Failure.Of(e));
        }
    }

    private static string Reason(ChatFinishReason? reason) => (reason ?? ChatFinishReason.Stop).Value;

    private LogProbabilities? LogProbabilities(AdditionalPropertiesDictionary? properties, string text)
        => properties?.GetValueOrDefault(ReasoningTrace.MetadataKey) is ReasoningTrace trace ? Serve.LogProbabilities.Of(trace, text, model) : null;

    private string Part(CompletionChunk.Delta delta, string? reason = null, LogProbabilities? logProbabilities = null)
        => Serialize(new(_id, _created, model.ModelId, [new(delta, reason, logProbabilities)]));

    private static string Serialize(CompletionChunk chunk) => JsonSerializer.Serialize(chunk, ServeJson.Wire.CompletionChunk);
}
