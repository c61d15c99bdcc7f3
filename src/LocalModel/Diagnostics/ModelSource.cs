using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace SKReasoning.LocalModel.Diagnostics;

/// <summary>The activity source and the instruments of all models of the process.</summary>
internal static class ModelSource
{
    private static readonly string? s_version
        = typeof(ModelSource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    private static readonly Meter s_meter = new(LocalModelTelemetry.SourceName, s_version);

    public static ActivitySource Activities { get; } = new(LocalModelTelemetry.SourceName, s_version);

    public static Histogram<double> QueueWait { get; } = Seconds(LocalModelTelemetry.QueueWaitMetric, "Time that a request waited for its turn.");

    public static Histogram<double> PrefillDuration { get; } = Seconds(LocalModelTelemetry.PrefillDurationMetric, "Time from the start of a turn's work to the end of its prompt.");

    public static Histogram<double> DecodeDuration { get; } = Seconds(LocalModelTelemetry.DecodeDurationMetric, "Time from the end of a turn's prompt to its own.");

    public static Histogram<double> TimeToFirstToken { get; } = Seconds(LocalModelTelemetry.TimeToFirstTokenMetric, "Time from a request to its first token.");

    public static Histogram<double> TokensPerSecond { get; } = s_meter.CreateHistogram<double>(
        LocalModelTelemetry.TokensPerSecondMetric, "{token}/s", "Tokens that one turn wrote in a second, after its first one.");

    public static Gauge<int> QueueLength { get; } = s_meter.CreateGauge<int>(LocalModelTelemetry.QueueLengthMetric, "{request}", "Requests that wait for their turn.");

    /// <summary>Whether anybody wants to know about turns.</summary>
    public static bool IsObserved => Activities.HasListeners() || QueueWait.Enabled || PrefillDuration.Enabled || DecodeDuration.Enabled
        || TimeToFirstToken.Enabled || TokensPerSecond.Enabled;

    /// <summary>Tags of everything that is told of a model.</summary>
    public static KeyValuePair<string, object?> Tag(string modelId) => new(LocalModelTelemetry.ModelTag, modelId);

    private static Histogram<double> Seconds(string name, string description) => s_meter.CreateHistogram<double>(name, "s", description);
}
