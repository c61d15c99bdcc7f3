using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Calibrate;

/// <summary>Has copies of a model answer problems, and keeps how they did it.</summary>
/// <remarks>
/// Each copy answers its share one after the other: sequences that are decoded together change each other's logits in the last bits, by an
/// order that differs from run to run, and at temperature 1 that is soon another text.
/// </remarks>
internal sealed class AnswerWriter(IReadOnlyList<LlamaModel> copies, CalibrateSettings settings, IReadOnlySet<int> layers)
{
    private const string SystemPrompt = "Think step by step.";

    /// <summary>Over twice the longest right answer of 10 operations; a model that runs on is wrong anyway.</summary>
    private const int MaxTokensPerOperation = 60;

    private readonly TraceRequest _request = new() { Influence = copies[0].CapturesAttention, SpectralLayers = [.. layers.Order()] };

    /// <summary>One answer to each problem.</summary>
    public async Task<ImmutableArray<WrittenAnswer>> WriteAsync(ImmutableArray<PosedProblem> problems, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var answers = new WrittenAnswer[problems.Length];
        var count = 0;
        await Task.WhenAll(copies.Select((model, share) => Task.Run(() => WriteShareAsync(model, share), cancellationToken)));
        return [.. answers];

        async Task WriteShareAsync(LlamaModel model, int share)
        {
            using var client = new LocalChatClient(model);
            for (var i = share; i < problems.Length; i += copies.Count)
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
