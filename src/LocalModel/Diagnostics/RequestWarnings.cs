using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using SKReasoning.LocalModel.Chat;
using SKReasoning.LocalModel.Sampling;
using SKReasoning.LocalModel.Settings;

namespace SKReasoning.LocalModel.Diagnostics;

/// <summary>Warns of what a request asks for and does not get. Thread-safe; each thing is said once by a client.</summary>
internal sealed partial class RequestWarnings(LlamaModel model, ILogger logger)
{
    /// <summary>Most things that are remembered as said: keys of settings could be anything.</summary>
    private const int MostSaid = 64;

    private readonly ConcurrentDictionary<string, bool> _said = [];

    /// <param name="options">The request.</param>
    /// <param name="trace">What it wants recorded.</param>
    /// <param name="sampling">How its tokens are drawn.</param>
    /// <param name="hasTools">Whether it offers functions.</param>
    public void Check(ChatOptions? options, TraceRequest? trace, SamplingOptions sampling, bool hasTools)
    {
        if (options is null || !logger.IsEnabled(LogLevel.Warning))
        {
            return;
        }

        CheckTrace(trace);
        if (sampling.Temperature == 0 && (sampling.TopP < 1 || sampling.TopK > 1 || sampling.MinP > 0) && IsNew(SettingKeys.Temperature))
        {
            LogGreedy(logger);
        }

        if (ChatOptionsReader.Text(options, SettingKeys.Grammar) is not null && (hasTools || options.ResponseFormat is ChatResponseFormatJson) && IsNew(SettingKeys.Grammar))
        {
            LogGrammar(logger);
        }

        CheckUnused(options);
        if (options.AdditionalProperties is not { } properties)
        {
            return;
        }

        foreach (var (key, _) in properties)
        {
            if (!SettingKeys.IsKnown(key) && !key.StartsWith(SettingKeys.OwnPrefix, StringComparison.Ordinal) && IsNew(key))
            {
                LogUnknown(logger, key);
            }
        }
    }

    private void CheckTrace(TraceRequest? trace)
    {
        if (trace is null)
        {
            return;
        }

        if (trace.Influence && !model.CapturesAttention && IsNew(nameof(TraceRequest.Influence)))
        {
            LogNoInfluence(logger, model.ModelId);
        }

        int[] unseen = [.. trace.SpectralLayers.Where(layer => !model.HasAttention(layer)).Distinct()];
        if (unseen.Length > 0 && IsNew(nameof(TraceRequest.SpectralLayers)))
        {
            LogNoSpectra(logger, string.Join(", ", unseen), model.ModelId);
        }
    }

    private void CheckUnused(ChatOptions options)
    {
        if (options.ConversationId is not null && IsNew(nameof(options.ConversationId)))
        {
            LogUnused(logger, nameof(options.ConversationId), "The model keeps no conversations: send the whole history with every request.");
        }

        if (options.Reasoning is not null && IsNew(nameof(options.Reasoning)))
        {
            LogUnused(logger, nameof(options.Reasoning), "How much a model thinks is for its template and its prompt to say.");
        }

        if (options.Tools?.FirstOrDefault(tool => tool is not AIFunctionDeclaration) is { } tool && IsNew(nameof(options.Tools)))
        {
            LogUnused(logger, $"The tool {tool.Name}", "Only functions can be called: no provider hosts others.");
        }
    }

    private bool IsNew(string what) => _said.Count < MostSaid && _said.TryAdd(what, true);

    [LoggerMessage(EventId = 52, Level = LogLevel.Warning, Message = "A trace asks for the influence of steps, but the attention of {Model} cannot be read, so they have none. Set TraceRequest.Influence to false, or use a model with softmax attention.")]
    private static partial void LogNoInfluence(ILogger logger, string model);

    [LoggerMessage(EventId = 53, Level = LogLevel.Warning, Message = "A trace asks for spectra of layers {Layers}, but their attention in {Model} cannot be read, so they are left out. Ask LlamaModel.HasAttention for layers that can.")]
    private static partial void LogNoSpectra(ILogger logger, string layers, string model);

    [LoggerMessage(EventId = 54, Level = LogLevel.Warning, Message = "top_p, top_k and min_p have no effect at temperature 0, which is the default. Set a temperature above 0.")]
    private static partial void LogGreedy(ILogger logger);

    [LoggerMessage(EventId = 55, Level = LogLevel.Warning, Message = "A request brings a grammar, so its tools and its response format have no effect. Give one or the other.")]
    private static partial void LogGrammar(ILogger logger);

    [LoggerMessage(EventId = 56, Level = LogLevel.Warning, Message = "{Setting} has no effect on a local model. {Fix}")]
    private static partial void LogUnused(ILogger logger, string setting, string fix);

    [LoggerMessage(EventId = 57, Level = LogLevel.Warning, Message = "The setting {Key} is not one of a local model, so it has no effect. Those are temperature, top_p, top_k, min_p, repetition_penalty, frequency_penalty, presence_penalty, seed, max_tokens, stop_sequences, response_format and grammar.")]
    private static partial void LogUnknown(ILogger logger, string key);
}
