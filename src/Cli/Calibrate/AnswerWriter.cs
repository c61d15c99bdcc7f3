using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Calibrate;

/// <summary>Has a model answer questions, and keeps how it did.</summary>
/// <remarks>
/// One chat writes the same answers in every run. Several are decoded together and change each other's logits in the last bits, by an order
/// that differs from run to run, and at temperature 1 that is soon another text.
/// </remarks>
internal sealed class AnswerWriter(LlamaModel model, CalibrateSettings settings, IReadOnlySet<int> layers)
{
    private readonly TraceRequest _request = new() { Influence = model.CapturesAttention, SpectralLayers = [.. layers.Order()] };

    /// <summary>One answer to each question.</summary>
    public async Task<ImmutableArray<WrittenAnswer>> WriteAsync(ImmutableArray<PosedItem> items, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var answers = new WrittenAnswer[items.Length];
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, settings.Chats).Select(chat => WriteShareAsync(chat)));
        return [.. answers];

        async Task WriteShareAsync(int chat)
        {
            using var client = new LocalChatClient(model);
            for (var i = chat; i < items.Length; i += settings.Chats)
            {
                answers[i] = await WriteAsync(client, items[i], cancellationToken);
                progress.Report((double)Interlocked.Increment(ref count) / items.Length);
            }
        }
    }

    private async Task<WrittenAnswer> WriteAsync(LocalChatClient client, PosedItem posed, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Temperature = (float)posed.Temperature,
            Seed = posed.Seed,
            MaxOutputTokens = posed.Item.MaxOutputTokens,
            AdditionalProperties = new() { [TraceRequest.OptionsKey] = _request },
        };
        var question = new ChatMessage(ChatRole.User, posed.Item.Question);
        ChatMessage[] messages = posed.Item.SystemPrompt is { } system ? [new(ChatRole.System, system), question] : [question];
        var response = await client.GetResponseAsync(messages, options, cancellationToken);
        var trace = (ReasoningTrace)response.Messages[^1].AdditionalProperties![ReasoningTrace.MetadataKey]!;
        return WrittenAnswer.Of(posed, response.Text, trace, settings.PicksHeads);
    }
}
