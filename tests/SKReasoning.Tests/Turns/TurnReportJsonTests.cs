using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SKReasoning.TestKit;

namespace SKReasoning.Tests.Turns;

public class TurnReportJsonTests
{
    [Fact]
    public void Deserialize_WhatSerializeWrote_IsAlike()
        => Prop.ForAll<int>(seed =>
        {
            var report = VariedReports.Create(seed);

            Assert.Null(Likeness.FirstDifference(report, TurnReportJson.Deserialize(TurnReportJson.Serialize(report))));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>What the property above draws must be all that there is: a property that a later version adds has to be drawn too.</summary>
    [Fact]
    public void VariedReports_TakenTogether_SetEveryProperty()
    {
        var seen = new Dictionary<string, HashSet<string>>();
        for (var seed = 0; seed < 200; seed++)
        {
            Visit(VariedReports.Create(seed), seen);
        }

        Assert.Empty(seen.Where(property => property.Value.Count < 2).Select(property => property.Key).Except(["ReasoningTrace.Attention", "BranchPoint.Attention"]));
    }

    [Fact]
    public void Serialize_StepMatrices_AreLeftOut()
    {
        var trace = Traces.Create((-.1f, -.2f), (-.3f, -.4f));
        var report = TurnReport.Conclude([new Attempt(1, null, trace, new Verdict(true, double.NegativeInfinity, null, "planted"))]);

        var read = TurnReportJson.Deserialize(TurnReportJson.Serialize(report));

        Assert.NotNull(trace.Attention);
        Assert.Null(Likeness.FirstDifference(report.Detach(), read));
    }

    [Fact]
    public void Serialize_AnyReport_IsOneLineThatMayStandInHtml()
    {
        var json = TurnReportJson.Serialize(VariedReports.Create(1));

        Assert.DoesNotContain('\n', json);
        Assert.DoesNotContain("</script>", json, StringComparison.Ordinal);
        Assert.Contains("日本語", TurnReportJson.Serialize(Report("日本語")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"id":"a","attempts":[],"kept":0}""")]
    [InlineData("""{"id":"a","attempts":null,"kept":0}""")]
    [InlineData("""{"id":"a","attempts":[null],"kept":0}""")]
    public void Deserialize_NoReport_IsJsonException(string json) => Assert.ThrowsAny<JsonException>(() => TurnReportJson.Deserialize(json));

    [Theory]
    [InlineData("kept", "1")]
    [InlineData("kept", "-1")]
    [InlineData("id", "null")]
    [InlineData("attempts.0.verdict", "null")]
    [InlineData("attempts.0.trace.tokens", "null")]
    [InlineData("attempts.0.trace.tokens.id", "[1]")]
    [InlineData("attempts.0.trace.tokens.entropy", "null")]
    [InlineData("attempts.0.trace.steps", "[null]")]
    [InlineData("attempts.0.trace.steps.0.text", "null")]
    [InlineData("attempts.0.trace.steps.0.kind", "7")]
    [InlineData("attempts.0.trace.influenceOptions.distance", "0")]
    [InlineData("attempts.0.trace.influenceOptions.heads", "[[1]]")]
    [InlineData("attempts.0.trace.influenceOptions.heads", "[1, 2, 3]")]
    [InlineData("attempts.0.trace.influenceOptions.heads", "0")]
    [InlineData("attempts.0.trace.influenceOptions.heads", "1.5")]
    public void Deserialize_OneValueIsWrong_IsJsonException(string path, string value)
    {
        var report = JsonNode.Parse(TurnReportJson.Serialize(Report("3 * 7 = 21")))!;
        string[] names = path.Split('.');
        var parent = names[..^1].Aggregate(report, (node, name) => int.TryParse(name, out var index) ? node[index]! : node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);

        Assert.ThrowsAny<JsonException>(() => TurnReportJson.Deserialize(report.ToJsonString()));
    }

    [Fact]
    public void Deserialize_ListsThatMayBeLeftOut_AreEmpty()
    {
        var report = JsonNode.Parse(TurnReportJson.Serialize(Report("3 * 7 = 21")))!;
        report["attempts"]![0]!.AsObject().Remove("unsupportedArguments");
        report["attempts"]![0]!["trace"]!.AsObject().Remove("topTokens");

        var read = TurnReportJson.Deserialize(report.ToJsonString());

        Assert.Empty(read.KeptAttempt.UnsupportedArguments);
        Assert.Empty(read.KeptAttempt.Trace.TopTokens);
    }

    [Fact]
    public void Deserialize_AnyOneValueIsMissing_IsJsonExceptionOrAWholeReport()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var json = TurnReportJson.Serialize(VariedReports.Create(seed, tokens: 2));
            foreach (var path in Members(JsonNode.Parse(json)!))
            {
                var report = JsonNode.Parse(json)!;
                path[..^1].Aggregate(report, (node, name) => node is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : node[name]!).AsObject().Remove(path[^1]);
                if (Read(report.ToJsonString()) is { } read)
                {
                    Assert.Null(Likeness.FirstDifference(read, TurnReportJson.Deserialize(TurnReportJson.Serialize(read))));
                }
            }
        }
    }

    [Fact]
    public void Options_PartsOfReports_HaveTheSameForm()
    {
        var attempt = Report("3 * 7 = 21").KeptAttempt;

        var part = JsonSerializer.Serialize(attempt, TurnReportJson.Options);

        Assert.Contains(part, TurnReportJson.Serialize(new TurnReport("a", [attempt], 0)), StringComparison.Ordinal);
        Assert.Contains(JsonSerializer.Serialize<IReadOnlyList<ReasoningStep>>(attempt.Trace.Steps, TurnReportJson.Options), part, StringComparison.Ordinal);
    }

    private static TurnReport Report(string text) => TurnReport.Conclude(
    [
        new Attempt(
            1,
            null,
            new ReasoningTrace([new(1, -.5f, .25f), new(2, -.25f, .5f)], 0, [new(0, 2, StepKind.Text, text, -.375, -.5, .375, null)], null, new InfluenceOptions(), []),
            new Verdict(true, -.5, 0, "planted")),
    ]).Detach();

    private static TurnReport? Read(string json)
    {
        try
        {
            return TurnReportJson.Deserialize(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<string[]> Members(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Inner(member.Key, member.Value).Prepend([member.Key])),
        JsonArray list => list.SelectMany((item, index) => Inner(index.ToString(CultureInfo.InvariantCulture), item)),
        _ => [],
    };

    private static IEnumerable<string[]> Inner(string name, JsonNode? node) => node is null ? [] : Members(node).Select(path => (string[])[name, .. path]);

    private static void Visit(object? value, Dictionary<string, HashSet<string>> seen)
    {
        if (value is null or IConvertible)
        {
            return;
        }

        if (value is IEnumerable list)
        {
            foreach (var item in list)
            {
                Visit(item, seen);
            }

            return;
        }

        foreach (var property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(property => property.CanWrite))
        {
            var inner = property.GetValue(value);
            var name = $"{property.DeclaringType!.Name}.{property.Name}";
            (seen.TryGetValue(name, out var values) ? values : seen[name] = []).Add(inner is ICollection many ? $"{many.Count}" : $"{inner}");
            Visit(inner, seen);
        }
    }
}
