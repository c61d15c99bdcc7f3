using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace SKReasoning.LocalModel.Tests.Diagnostics;

public sealed class TelemetryTests : IDisposable
{
    private const string Problem = "Tom has 3 times as many apples as Sara. Sara has 7 apples. How many apples does Tom have?";
    private const string ModelId = "measured";

    private readonly RecordedSpans _spans = new();
    private readonly List<Metric> _metrics = [];
    private readonly List<ServiceProvider> _providers = [];

    public void Dispose() => _providers.ForEach(provider => provider.Dispose());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Turn_Observed_IsAPrefillAndADecodeBelowTheChatSpan(bool streaming)
    {
        var client = Client();

        var usage = await AskAsync(client, new ChatOptions().WithTrace(), streaming);

        var chat = Spans(name => name.StartsWith("chat", StringComparison.Ordinal))[0];
        var prefill = Assert.Single(Spans(name => name == "skreasoning.prefill"));
        var decode = Assert.Single(Spans(name => name == "skreasoning.decode"));
        Assert.All([prefill, decode], span =>
        {
            Assert.Equal(chat.SpanId, span.ParentSpanId);
            Assert.Equal(ModelId, span.GetTagItem("gen_ai.request.model"));
            Assert.NotEqual(ActivityStatusCode.Error, span.Status);
            Assert.False(string.IsNullOrEmpty(span.Source.Version));
        });
        Assert.Equal((usage.InputTokenCount, 0L), (Number(prefill, "gen_ai.usage.input_tokens"), Number(prefill, "skreasoning.reused_tokens")));
        Assert.Equal(usage.OutputTokenCount, Number(decode, "gen_ai.usage.output_tokens"));
        Assert.Equal(_providers[^1].GetRequiredService<LlamaModel>().Shape.Layers, Number(decode, "skreasoning.captured_layers"));
        Assert.Null(decode.GetTagItem("skreasoning.branch_tokens"));
        Assert.True(prefill.StartTimeUtc >= chat.StartTimeUtc.AddMilliseconds(-1));
        Assert.Equal(prefill.StartTimeUtc + prefill.Duration, decode.StartTimeUtc);
        Assert.True(decode.Duration > TimeSpan.Zero);
    }

    [Fact]
    public async Task Turn_AskedAgain_TellsWhatWasReused()
    {
        var client = Client();

        await AskAsync(client);
        var usage = await AskAsync(client);

        Assert.Equal(usage.InputTokenCount - 1, Number(Spans(name => name == "skreasoning.prefill")[1], "skreasoning.reused_tokens"));
    }

    [Fact]
    public async Task Turn_Branch_TellsWhatItTookOver()
    {
        var client = Client();
        var first = (ReasoningTrace)(await client.GetResponseAsync(Problem, new ChatOptions().WithTrace())).Messages[0].AdditionalProperties![ReasoningTrace.MetadataKey]!;
        var options = new ChatOptions { AdditionalProperties = new() { [BranchPoint.OptionsKey] = new BranchPoint(BranchFrom.Restart, 1, first.Tokens[..5], null, "test") } };

        await AskAsync(client, options);

        Assert.Equal(5, Number(Spans(name => name == "skreasoning.decode")[1], "skreasoning.branch_tokens"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Turn_Content_IsToldOnlyWhereItMay(bool isAllowed)
    {
        var client = Client(options => options.EnableSensitiveData = isAllowed);

        await AskAsync(client);

        var told = _spans.Where(span => span.Source.Name == "SKReasoning").SelectMany(span => span.TagObjects).Select(tag => tag.Value?.ToString() ?? "").ToList();
        Assert.Equal(isAllowed, told.Exists(value => value.Contains("Sara has 7 apples", StringComparison.Ordinal)));
        Assert.Equal(isAllowed, told.Exists(value => value.Contains("Answer: 21", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Turn_CallerLeaves_IsAnErrorOfItsSpan()
    {
        var client = Client();

        await foreach (var _ in client.GetStreamingResponseAsync(Problem))
        {
            break;
        }

        var decode = Assert.Single(Spans(name => name == "skreasoning.decode"));
        Assert.Equal((ActivityStatusCode.Error, "System.OperationCanceledException"), (decode.Status, decode.GetTagItem("error.type")));
    }

    [Fact]
    public async Task Metrics_OneTurn_HaveUnitsAndTheModel()
    {
        var client = Client();

        await AskAsync(client);

        _providers[^1].GetRequiredService<MeterProvider>().ForceFlush();
        var metrics = _metrics.Where(metric => metric.MeterName == "SKReasoning").ToDictionary(metric => metric.Name);
        Assert.Equal(
            [("skreasoning.decode.duration", "s"), ("skreasoning.decode.tokens_per_second", "{token}/s"), ("skreasoning.prefill.duration", "s"), ("skreasoning.queue.length", "{request}"),
                ("skreasoning.queue.wait", "s"), ("skreasoning.time_to_first_token", "s")],
            metrics.Values.Select(metric => (metric.Name, metric.Unit)).Order());
        Assert.True(Sum(metrics["skreasoning.time_to_first_token"]) >= Sum(metrics["skreasoning.prefill.duration"]));
        Assert.True(Sum(metrics["skreasoning.decode.tokens_per_second"]) > 1);
        Assert.Equal(0, Point(metrics["skreasoning.queue.length"]).GetGaugeLastValueLong());
    }

    [Fact]
    public async Task Gauge_FullQueue_TellsItsLength()
    {
        var lengths = new List<int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "skreasoning.queue.length")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, length, tags, _) =>
        {
            if (Equals(tags[0].Value, "queued"))
            {
                lock (lengths)
                {
                    lengths.Add(length);
                }
            }
        });
        listener.Start();
        using var model = BuiltInModel.Load(options => (options.Sequences, options.ModelId) = (1, "queued"));
        var client = new LocalChatClient(model);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetResponseAsync(Problem)));

        Assert.Contains(lengths, length => length >= 2);
        Assert.Equal(0, lengths[^1]);
    }

    private IChatClient Client(Action<LocalModelOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddSource("SKReasoning", "Chat").AddInMemoryExporter(_spans))
            .WithMetrics(metrics => metrics.AddMeter("SKReasoning").AddInMemoryExporter(_metrics));
        services.AddLocalModel(
            BuiltInModel.Path,
            configure: options =>
            {
                (options.Threads, options.ModelId) = (1, ModelId);
                configure?.Invoke(options);
            },
            pipeline: pipeline => pipeline.UseOpenTelemetry(sourceName: "Chat"));
        _providers.Add(services.BuildServiceProvider());
        _ = _providers[^1].GetRequiredService<TracerProvider>();
        _ = _providers[^1].GetRequiredService<MeterProvider>();
        return _providers[^1].GetRequiredService<IChatClient>();
    }

    private static async Task<UsageDetails> AskAsync(IChatClient client, ChatOptions? options = null, bool streaming = false)
        => (streaming ? await client.GetStreamingResponseAsync(Problem, options).ToChatResponseAsync() : await client.GetResponseAsync(Problem, options)).Usage!;

    // Other tests of the process are seen too: they use models of other names.
    private Activity[] Spans(Predicate<string> name)
        => [.. _spans.Where(span => name(span.DisplayName) && Equals(span.GetTagItem("gen_ai.request.model") ?? ModelId, ModelId))];

    private static long? Number(Activity span, string tag) => span.GetTagItem(tag) is int number ? number : null;

    private static double Sum(Metric metric) => Point(metric).GetHistogramSum();

    private static MetricPoint Point(Metric metric)
    {
        foreach (var point in metric.GetMetricPoints())
        {
            foreach (var tag in point.Tags)
            {
                if (Equals(tag.Value, ModelId))
                {
                    return point;
                }
            }
        }

        throw new InvalidOperationException($"{metric.Name} has no point of the model.");
    }

    /// <summary>Spans of all models of the process, which other tests use at the same time.</summary>
    private sealed class RecordedSpans : ICollection<Activity>
    {
        private readonly ConcurrentQueue<Activity> _spans = [];

        public int Count => _spans.Count;

        public bool IsReadOnly => false;

        public void Add(Activity item) => _spans.Enqueue(item);

        public void Clear() => _spans.Clear();

        public bool Contains(Activity item) => _spans.Contains(item);

        public void CopyTo(Activity[] array, int arrayIndex) => _spans.CopyTo(array, arrayIndex);

        public bool Remove(Activity item) => throw new NotSupportedException();

        public IEnumerator<Activity> GetEnumerator() => _spans.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
