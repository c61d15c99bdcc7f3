using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Calibrate;

/// <summary>Has a model answer problems, and keeps how it did.</summary>
/// <remarks>
/// One chat writes the same answers in every run. Several are decoded together and change each other's logits in the last bits, by an order
/// that differs from run to run, and at temperature 1 that is soon another text.
/// </remarks>
internal sealed class AnswerWriter(LlamaModel model, CalibrateSettings settings, IReadOnlySet<int> layers)
{
    private const string SystemPrompt = "Think step by step.";

    /// <summary>Over twice the longest right answer of 10 operations; a model that runs on is wrong anyway.</summary>
    private const int MaxTokensPerOperation = 60;

    private readonly TraceRequest _request = new() { Influence = model.CapturesAttention, SpectralLayers = [.. layers.Order()] };

    /// <summary>One answer to each problem.</summary>
    public async Task<ImmutableArray<WrittenAnswer>> WriteAsync(ImmutableArray<PosedProblem> problems, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var answers = new WrittenAnswer[problems.Length];
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, settings.Chats).Select(chat => WriteShareAsync(chat)));
        return [.. answers];

        async Task WriteShareAsync(int chat)
        {
            using var client = new LocalChatClient(model);
            for (var i = chat; i < problems.Length; i += settings.Chats)
            {
                answers[i] = await WriteAsync(client, problems[i], cancellationToken);
                progress.Report((double)Interlocked.Increment(ref count) / problems.Length);
            }
        }
    }

    private async Task<WrittenAnswer> WriteAsync(LocalChatClient client, PosedProblem posed, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Temperature = (float)posed.Temperature,
            Seed = posed.Seed,
            MaxOutputTokens = MaxTokensPerOperation * (posed.Problem.Operations + 2),
            AdditionalProperties = new() { [TraceRequest.OptionsKey] = _request },
        };
        var response = await client.GetResponseAsync([new(ChatRole.System, SystemPrompt), new(ChatRole.User, posed.Problem.Text)], options, cancellationToken);
        var trace = (ReasoningTrace)response.Messages[^1].AdditionalProperties![ReasoningTrace.MetadataKey]!;
        return WrittenAnswer.Of(posed, trace, settings.PicksHeads);
    }
}
