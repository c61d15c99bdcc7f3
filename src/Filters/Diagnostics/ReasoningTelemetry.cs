using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Tells listeners of <see cref="ActivitySource"/> and <see cref="Meter"/> how turns were judged.</summary>
/// <remarks>Thread-safe. Allocates nothing where nobody listens. The names are in <see cref="TelemetryNames"/>.</remarks>
internal sealed class ReasoningTelemetry(ReasoningTelemetryOptions options)
{
    private static readonly string? s_version = typeof(ReasoningTelemetry).Assembly.GetName().Version?.ToString(3);
    private static readonly ActivitySource s_source = new(TelemetryNames.Source, s_version);
    private static readonly Meter s_meter = new(TelemetryNames.Source, s_version);

    private static readonly Counter<long> s_turns = s_meter.CreateCounter<long>(
        TelemetryNames.Metric.Turns, "{turn}", "Turns that were concluded, by whether the one that was passed on was accepted.");

    private static readonly Histogram<double> s_scores = s_meter.CreateHistogram<double>(
        TelemetryNames.Metric.TurnScore, "1", "Score of the verdict on the turn that was passed on; its scale is the validator's own.");

    private static readonly Counter<long> s_attempts = s_meter.CreateCounter<long>(
        TelemetryNames.Metric.Attempts, "{attempt}", "Attempts that were judged, by whether they were accepted.");

    private static readonly Counter<long> s_retryTokens = s_meter.CreateCounter<long>(
        TelemetryNames.Metric.RetryTokens, "{token}", "Tokens that retries wrote: what checking cost beyond the first attempts.");

    private static readonly Counter<long> s_toolsRefused = s_meter.CreateCounter<long>(
        TelemetryNames.Metric.ToolsRefused, "{call}", "Tool calls that did not run because the turn was rejected.");

    private static readonly JsonSerializerOptions s_json = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    // Boxed once, for tags.
    private static readonly object s_true = true;
    private static readonly object s_false = false;

    /// <summary>Begins the span of a turn and makes it the current one; to be disposed.</summary>
    /// <param name="request">The caller's options.</param>
    /// <param name="defaultModel">Model that answers where the options name none; null where it is not known.</param>
    public static TurnSpan StartTurn(ChatOptions? request, string? defaultModel)
    {
        var model = request?.ModelId ?? defaultModel;
        var activity = s_source.StartActivity(TelemetryNames.Span.Turn);
        if (activity is not null && model is not null)
        {
            activity.SetTag(TelemetryNames.Tag.RequestModel, model);
        }

        return new TurnSpan(activity, model);
    }

    /// <summary>Tells of a tool that did not run because the turn was rejected, on the current span.</summary>
    /// <param name="call">The call; its arguments are told only where the options allow contents.</param>
    public void ToolRefused(FunctionCallContent call)
    {
        s_toolsRefused.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Tag.ToolName, call.Name));
        if (Activity.Current is not { IsAllDataRequested: true } activity)
        {
            return;
        }

        var tags = new ActivityTagsCollection { [TelemetryNames.Tag.ToolName] = call.Name, [TelemetryNames.Tag.ToolCallId] = call.CallId };
        if (options.EnableSensitiveData)
        {
            tags[TelemetryNames.Tag.ToolArguments] = Arguments(call);
        }

        activity.AddEvent(new ActivityEvent(TelemetryNames.Event.ToolRefused, tags: tags));
    }

    private static string Arguments(FunctionCallContent call)
    {
        try
        {
            return JsonSerializer.Serialize(call.Arguments, s_json.GetTypeInfo(typeof(IDictionary<string, object?>)));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            // An argument of a type without JSON must not cost the turn.
            return string.Join(", ", call.Arguments?.Keys ?? []);
        }
    }

    private static object Boxed(bool value) => value ? s_true : s_false;

    private static TagList Tags(string? model, bool accepted)
    {
        var tags = new TagList { { TelemetryNames.Tag.Accepted, Boxed(accepted) } };
        if (model is not null)
        {
            tags.Add(TelemetryNames.Tag.RequestModel, model);
        }

        return tags;
    }

    /// <summary>The span of one turn; nothing where nobody listens, while its metrics are told all the same.</summary>
    public readonly struct TurnSpan(Activity? activity, string? model) : IDisposable
    {
        /// <summary>Begins the span of an attempt under this one; to be disposed when the attempt was judged.</summary>
        /// <param name="number">Number of the attempt, from 1.</param>
        /// <param name="branch">Where it leaves the first attempt; null where it does not.</param>
        /// <param name="view">How it is derived anew; null where it is not.</param>
        public AttemptSpan StartAttempt(int number, BranchPoint? branch, DerivationView? view)
        {
            if (branch is not null && activity is { IsAllDataRequested: true })
            {
                activity.AddEvent(new ActivityEvent(TelemetryNames.Event.Branch, tags: new ActivityTagsCollection
                {
                    [TelemetryNames.Tag.Attempt] = number,
                    [TelemetryNames.Tag.BranchFrom] = branch.From.ToString(),
                    [TelemetryNames.Tag.BranchStep] = branch.Step + 1,
                    [TelemetryNames.Tag.BranchReason] = branch.Reason,
                    [TelemetryNames.Tag.KeptTokens] = branch.Prefix.Length,
                }));
            }

            if (view is not null && activity is { IsAllDataRequested: true })
            {
                activity.AddEvent(new ActivityEvent(TelemetryNames.Event.Derivation, tags: new ActivityTagsCollection
                {
                    [TelemetryNames.Tag.Attempt] = number,
                    [TelemetryNames.Tag.DerivationView] = view.ToString(),
                }));
            }

            var span = s_source.StartActivity(TelemetryNames.Span.Attempt);
            if (span is { IsAllDataRequested: true })
            {
                span.SetTag(TelemetryNames.Tag.Attempt, number);
                span.SetTag(TelemetryNames.Tag.RequestModel, model);
                span.SetTag(TelemetryNames.Tag.BranchFrom, branch?.From.ToString());
                span.SetTag(TelemetryNames.Tag.BranchStep, branch?.Step + 1);
                span.SetTag(TelemetryNames.Tag.KeptTokens, branch?.Prefix.Length);
                span.SetTag(TelemetryNames.Tag.DerivationView, view?.ToString());
            }

            return new AttemptSpan(span, activity, model);
        }

        /// <summary>Tells how the turn ended.</summary>
        /// <param name="report">The report.</param>
        /// <param name="onFail">What happens to it where it is not accepted.</param>
        public void Concluded(TurnReport report, OnFail onFail)
        {
            var (accepted, score) = (report.Verdict.Accepted, report.Verdict.Score);
            var tags = Tags(model, accepted);
            s_turns.Add(1, tags);
            // An empty turn scores −∞, which would make the sum of all scores useless.
            if (double.IsFinite(score))
            {
                s_scores.Record(score, tags);
            }

            if (s_retryTokens.Enabled && report.Attempts.Length > 1)
            {
                s_retryTokens.Add(report.RetryTokens, tags);
            }

            if (activity is not { IsAllDataRequested: true })
            {
                return;
            }

            activity.SetTag(TelemetryNames.Tag.TurnId, report.Id);
            activity.SetTag(TelemetryNames.Tag.TurnAttempts, report.Attempts.Length);
            activity.SetTag(TelemetryNames.Tag.Kept, report.KeptAttempt.Number);
            activity.SetTag(TelemetryNames.Tag.RetryTokens, report.RetryTokens);
            SetVerdict(activity, report.Verdict);
            activity.SetTag(TelemetryNames.Tag.OnFail, accepted ? null : onFail.ToString());
        }

        /// <summary>Marks the turn as failed: by an error, or by being rejected where the options say to throw.</summary>
        public void Failed(Exception exception) => Fail(activity, exception);

        /// <summary>Ends the span.</summary>
        public void Dispose() => activity?.Dispose();
    }

    /// <summary>The span of one attempt; nothing where nobody listens.</summary>
    public readonly struct AttemptSpan(Activity? activity, Activity? turn, string? model) : IDisposable
    {
        /// <summary>Tells what the validator said.</summary>
        public void Judged(Attempt attempt)
        {
            s_attempts.Add(1, Tags(model, attempt.Verdict.Accepted));
            if (turn is { IsAllDataRequested: true })
            {
                turn.AddEvent(new ActivityEvent(TelemetryNames.Event.Verdict, tags: new ActivityTagsCollection
                {
                    [TelemetryNames.Tag.Attempt] = attempt.Number,
                    [TelemetryNames.Tag.Accepted] = attempt.Verdict.Accepted,
                    [TelemetryNames.Tag.Score] = attempt.Verdict.Score,
                    [TelemetryNames.Tag.Reason] = attempt.Verdict.Reason,
                }));
            }

            if (activity is { IsAllDataRequested: true })
            {
                SetVerdict(activity, attempt.Verdict);
                activity.SetTag(TelemetryNames.Tag.RequestTemperature, attempt.Temperature);
                activity.SetTag(TelemetryNames.Tag.RequestSeed, attempt.Seed);
                activity.SetTag(TelemetryNames.Tag.OutputTokens, attempt.Trace.NewTokens);
            }
        }

        /// <summary>Marks the attempt as failed.</summary>
        public void Failed(Exception exception) => Fail(activity, exception);

        /// <summary>Ends the span.</summary>
        public void Dispose() => activity?.Dispose();
    }

    private static void SetVerdict(Activity activity, Verdict verdict)
    {
        activity.SetTag(TelemetryNames.Tag.Accepted, Boxed(verdict.Accepted));
        activity.SetTag(TelemetryNames.Tag.Score, verdict.Score);
        activity.SetTag(TelemetryNames.Tag.Reason, verdict.Reason);
        activity.SetTag(TelemetryNames.Tag.WeakestStep, verdict.WeakestStep + 1);
    }

    // The message stays out: it may quote what was asked.
    private static void Fail(Activity? activity, Exception exception)
    {
        activity?.SetStatus(ActivityStatusCode.Error);
        activity?.SetTag(TelemetryNames.Tag.ErrorType, exception.GetType().FullName);
    }
}
