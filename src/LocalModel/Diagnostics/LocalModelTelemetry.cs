namespace SKReasoning.LocalModel;

/// <summary>Names of the spans, metrics and tags of local models.</summary>
/// <remarks>
/// The spans are children of whatever span is current, such as the <c>chat</c> span of <c>UseOpenTelemetry</c>. Without a listener
/// nothing is measured. Times are in seconds.
/// </remarks>
public static class LocalModelTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string SourceName = "SKReasoning";

    /// <summary>Category of llama.cpp's own log.</summary>
    public const string NativeLogCategory = "SKReasoning.Native";

    /// <summary>Span from the start of a turn's work to the logits after its prompt.</summary>
    public const string PrefillSpan = "skreasoning.prefill";

    /// <summary>Span from the logits after a turn's prompt to its end.</summary>
    public const string DecodeSpan = "skreasoning.decode";

    /// <summary>Histogram: time that a request waited for its turn, in s.</summary>
    public const string QueueWaitMetric = "skreasoning.queue.wait";

    /// <summary>Gauge: requests that wait, in {request}; told when one comes or goes.</summary>
    public const string QueueLengthMetric = "skreasoning.queue.length";

    /// <summary>Histogram: length of the prefill span, in s.</summary>
    public const string PrefillDurationMetric = "skreasoning.prefill.duration";

    /// <summary>Histogram: length of the decode span, in s.</summary>
    public const string DecodeDurationMetric = "skreasoning.decode.duration";

    /// <summary>Histogram: time from the request to its first token, the wait included, in s.</summary>
    public const string TimeToFirstTokenMetric = "skreasoning.time_to_first_token";

    /// <summary>Histogram: tokens that one turn wrote in a second, after its first one, in {token}/s.</summary>
    public const string TokensPerSecondMetric = "skreasoning.decode.tokens_per_second";

    /// <summary>Tag: name of the model.</summary>
    public const string ModelTag = "gen_ai.request.model";

    /// <summary>Tag: tokens of the prompt.</summary>
    public const string InputTokensTag = "gen_ai.usage.input_tokens";

    /// <summary>Tag: tokens that the turn wrote.</summary>
    public const string OutputTokensTag = "gen_ai.usage.output_tokens";

    /// <summary>Tag: full name of the exception that ended the turn; that of a cancellation also where the caller left.</summary>
    public const string ErrorTag = "error.type";

    /// <summary>Tag of the prefill: tokens of the prompt that the cache held already.</summary>
    public const string ReusedTokensTag = "skreasoning.reused_tokens";

    /// <summary>Tag of the prefill: time that the request waited, in s.</summary>
    public const string QueueWaitTag = "skreasoning.queue_wait";

    /// <summary>Tag: tokens that a branch took over from an earlier attempt; only on a branch.</summary>
    public const string BranchTokensTag = "skreasoning.branch_tokens";

    /// <summary>Tag of the decode: number of layers whose attention was read; only where some were.</summary>
    public const string CapturedLayersTag = "skreasoning.captured_layers";

    /// <summary>Tag of the prefill: the prompt as the model sees it; only with <see cref="LocalModelOptions.EnableSensitiveData"/>.</summary>
    public const string PromptTag = "skreasoning.prompt";

    /// <summary>Tag of the decode: what the model wrote; only with <see cref="LocalModelOptions.EnableSensitiveData"/>.</summary>
    public const string OutputTag = "skreasoning.output";
}
