using System.Diagnostics;
using Microsoft.Extensions.AI;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Diagnostics;

/// <summary>One class, so that nobody listens in this process while <see cref="Turn_NobodyListens_AllocatesNothing"/> runs.</summary>
public sealed class ReasoningTelemetryTests
{
    private const string Source = "SKReasoning";

    private static readonly ReasoningTelemetry s_telemetry = new(new());

    [Fact]
    public void Turn_TwoAttempts_AreSpansWithVerdictsAndABranch()
    {
        var (report, model) = (Report(accepted: true), Model());

        var spans = Listen(() => Tell(report, model, OnFail.Refuse));

        Assert.Equal(["skreasoning.attempt", "skreasoning.attempt", "skreasoning.turn"], spans.Select(span => span.OperationName));
        var turn = spans[2];
        Assert.All(spans[..2], attempt => Assert.Equal(turn.SpanId, attempt.ParentSpanId));
        Assert.Equal(model, turn.GetTagItem("gen_ai.request.model"));
        Assert.Equal(report.Id, turn.GetTagItem("skreasoning.turn.id"));
        Assert.Equal(2, turn.GetTagItem("skreasoning.turn.attempts"));
        Assert.Equal(2, turn.GetTagItem("skreasoning.attempt.kept"));
        Assert.Equal(report.RetryTokens, turn.GetTagItem("skreasoning.retry.tokens"));
        Assert.Equal(true, turn.GetTagItem("skreasoning.verdict.accepted"));
        Assert.Equal(-.25, turn.GetTagItem("skreasoning.verdict.score"));
        Assert.Null(turn.GetTagItem("skreasoning.on_fail"));
        Assert.Equal(ActivityStatusCode.Unset, turn.Status);
        Assert.Equal(["skreasoning.verdict", "skreasoning.branch", "skreasoning.verdict"], turn.Events.Select(part => part.Name));
        Assert.Equal([1, 2, 2], turn.Events.Select(part => Tag(part, "skreasoning.attempt")));
        Assert.Equal("Weakest", Tag(turn.Events.ElementAt(1), "skreasoning.branch.from"));
        Assert.Equal(false, spans[0].GetTagItem("skreasoning.verdict.accepted"));
        Assert.Equal("planted", spans[0].GetTagItem("skreasoning.verdict.reason"));
        Assert.Null(spans[0].GetTagItem("skreasoning.branch.from"));
        Assert.Equal(2, spans[1].GetTagItem("skreasoning.branch.step"));
        Assert.Equal(2, spans[1].GetTagItem("skreasoning.branch.kept_tokens"));
        Assert.Equal(.7, spans[1].GetTagItem("gen_ai.request.temperature"));
        Assert.Equal(2, spans[1].GetTagItem("gen_ai.usage.output_tokens"));
    }

    [Fact]
    public void Turn_Derived_TellsTheView()
    {
        var report = Report(accepted: true);
        report = report with { Attempts = [report.Attempts[0], report.Attempts[1] with { Branch = null, View = DerivationView.ReorderedFacts }] };

        var spans = Listen(() => Tell(report, Model(), OnFail.Refuse));

        Assert.Equal(["skreasoning.verdict", "skreasoning.derivation", "skreasoning.verdict"], spans[2].Events.Select(part => part.Name));
        Assert.Equal((2, "ReorderedFacts"), (Tag(spans[2].Events.ElementAt(1), "skreasoning.attempt"), Tag(spans[2].Events.ElementAt(1), "skreasoning.derivation.view")));
        Assert.Equal([null, "ReorderedFacts"], spans[..2].Select(span => span.GetTagItem("skreasoning.derivation.view")));
    }

    [Fact]
    public void Turn_Rejected_SaysWhatHappensToIt()
    {
        var spans = Listen(() => Tell(Report(accepted: false), Model(), OnFail.Throw, new ReasoningRejectedException("what was asked")));

        Assert.Equal("Throw", spans[^1].GetTagItem("skreasoning.on_fail"));
        Assert.Equal(ActivityStatusCode.Error, spans[^1].Status);
        Assert.Equal("SKReasoning.Filters.ReasoningRejectedException", spans[^1].GetTagItem("error.type"));
        Assert.Null(spans[^1].StatusDescription);
    }

    [Fact]
    public void Metrics_TwoTurns_AreCounted()
    {
        var model = Model();

        var all = Measure(() =>
        {
            Tell(Report(accepted: true), model, OnFail.Refuse);
            Tell(Report(accepted: false), model, OnFail.Refuse);
            s_telemetry.ToolRefused(new("1", model));
        });

        Assert.Equal(1, Sum(all["skreasoning.turns"], model, accepted: true));
        Assert.Equal(1, Sum(all["skreasoning.turns"], model, accepted: false));
        Assert.Equal(1, Sum(all["skreasoning.attempts"], model, accepted: true));
        Assert.Equal(3, Sum(all["skreasoning.attempts"], model, accepted: false));
        Assert.Equal(2, Sum(all["skreasoning.retry.tokens"], model, accepted: true));
        Assert.Equal(1, Sum(all["skreasoning.tools.refused"], model, accepted: null));
        var scores = Points(all["skreasoning.turn.score"]).Single(point => Has(point, model) && Has(point, true));
        Assert.Equal(-.25, scores.GetHistogramSum());
        Assert.Equal(["{turn}", "1", "{attempt}", "{token}", "{call}"], ((string[])["turns", "turn.score", "attempts", "retry.tokens", "tools.refused"]).Select(name => all["skreasoning." + name].Unit));
        Assert.All(all.Values, metric => Assert.NotEmpty(metric.Description));
        Assert.Equal(typeof(ReasoningChatClient).Assembly.GetName().Version!.ToString(3), all["skreasoning.turns"].MeterVersion);
    }

    [Fact]
    public void Concluded_EmptyTurn_HasNoScore()
    {
        var model = Model();
        var report = new TurnReport("a", [new Attempt(1, null, Traces.Create(), new Verdict(false, double.NegativeInfinity, null, "the turn is empty"))], 0);

        var all = Measure(() => Tell(report, model, OnFail.Annotate));

        Assert.Equal(1, Sum(all["skreasoning.turns"], model, accepted: false));
        Assert.False(all.TryGetValue("skreasoning.turn.score", out var scores) && Points(scores).Any(point => Has(point, model)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ToolRefused_Arguments_AreToldOnlyWhereContentsAre(bool sensitive)
    {
        var telemetry = new ReasoningTelemetry(new() { EnableSensitiveData = sensitive });

        var spans = Listen(() =>
        {
            using var turn = ReasoningTelemetry.StartTurn(null, null);
            telemetry.ToolRefused(new("call-1", "Shop_Order", new Dictionary<string, object?> { ["item"] = "apples", ["quantity"] = 21 }));
        });

        var refused = Assert.Single(Assert.Single(spans).Events);
        Assert.Equal("skreasoning.tool.refused", refused.Name);
        Assert.Equal("Shop_Order", Tag(refused, "gen_ai.tool.name"));
        Assert.Equal("call-1", Tag(refused, "gen_ai.tool.call.id"));
        Assert.Equal(sensitive ? """{"item":"apples","quantity":21}""" : null, Tag(refused, "gen_ai.tool.call.arguments"));
    }

    [Fact]
    public void StartTurn_RequestNamesAModel_TellsThatOne()
    {
        var span = Assert.Single(Listen(() => ReasoningTelemetry.StartTurn(new ChatOptions { ModelId = "asked" }, "default").Dispose()));

        Assert.Equal("asked", span.GetTagItem("gen_ai.request.model"));
    }

    [Fact]
    public void Turn_NobodyListens_AllocatesNothing()
    {
        var (report, call) = (Report(accepted: false), new FunctionCallContent("1", "Shop_Order"));
        void TellAll()
        {
            Tell(report, "model", OnFail.Refuse);
            s_telemetry.ToolRefused(call);
        }

        TellAll();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            TellAll();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Tell(TurnReport report, string model, OnFail onFail, Exception? exception = null)
    {
        using var turn = ReasoningTelemetry.StartTurn(null, model);
        foreach (var attempt in report.Attempts)
        {
            using var span = turn.StartAttempt(attempt.Number, attempt.Branch, attempt.View);
            span.Judged(attempt);
        }

        turn.Concluded(report, onFail);
        if (exception is not null)
        {
            turn.Failed(exception);
        }
    }

    private static TurnReport Report(bool accepted)
    {
        var trace = Traces.Create((-.1f, -.2f), (-.3f, -.4f));
        var branch = new BranchPoint(BranchFrom.Weakest, 1, trace.Tokens[..2], null, "planted");
        return new TurnReport(
            "report",
            [
                new Attempt(1, null, trace, new Verdict(false, -2, 1, "planted")),
                new Attempt(2, branch, trace with { ForcedTokens = 2 }, new Verdict(accepted, -.25, 1, "planted")) { Temperature = .7, Seed = 3 },
            ],
            1).Detach();
    }

    // Other tests run at the same time and may be traced too.
    private static string Model() => Guid.NewGuid().ToString("N");

    private static List<Activity> Listen(Action action)
    {
        using var own = new ActivitySource(Model());
        var spans = new List<Activity>();
        using var provider = Sdk.CreateTracerProviderBuilder().AddSource(Source).AddSource(own.Name).AddInMemoryExporter(spans).Build();
        ActivityTraceId trace;
        using (var root = own.StartActivity("test")!)
        {
            trace = root.TraceId;
            action();
        }

        return [.. spans.Where(span => span.TraceId == trace && span.Source.Name == Source)];
    }

    private static Dictionary<string, Metric> Measure(Action action)
    {
        var metrics = new List<Metric>();
        using var provider = Sdk.CreateMeterProviderBuilder().AddMeter(Source).AddInMemoryExporter(metrics).Build();
        action();
        provider.ForceFlush();
        return metrics.ToDictionary(metric => metric.Name);
    }

    private static object? Tag(ActivityEvent part, string name) => part.Tags.FirstOrDefault(tag => tag.Key == name).Value;

    private static IEnumerable<MetricPoint> Points(Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            yield return point;
        }
    }

    private static long Sum(Metric metric, string model, bool? accepted)
        => Points(metric).Where(point => Has(point, model) && (accepted is not { } value || Has(point, value))).Sum(point => point.GetSumLong());

    private static bool Has(MetricPoint point, object value)
    {
        foreach (var tag in point.Tags)
        {
            if (value.Equals(tag.Value))
            {
                return true;
            }
        }

        return false;
    }
}
