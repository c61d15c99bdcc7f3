using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SKReasoning.Filters;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Report;

/// <summary>Files to report on: turns and an inspection of the built-in model, an evaluation and a calibration.</summary>
internal static class ReportInputs
{
    public const string Evaluation = """
        {"version": 1, "kind": "evaluation", "model": {"name": "abacus-8m", "hash": "5c1f09aa77e2", "templateHash": "9d02"}, "seed": 1,
         "tasks": "200 word problems of chained steps, 8 and 12 steps long; drawn with seed 1.",
         "command": "dotnet run --project bench -- evaluate --items 200 --seed 1", "items": 200,
         "arms": [
          {"name": "one answer", "description": "drawn once, never judged", "items": 200, "accuracy": {"value": 0.615, "low": 0.546, "high": 0.68}, "tokens": 58.4, "prefillTokens": 41.2, "seconds": 0.12, "toolCalls": 0, "errors": 0,
           "byDifficulty": [{"difficulty": 8, "items": 100, "accuracy": {"value": 0.71, "low": 0.615, "high": 0.79}}, {"difficulty": 12, "items": 100, "accuracy": {"value": 0.52, "low": 0.423, "high": 0.615}}]},
          {"name": "majority of 8", "description": "the answer that most of eight samples give", "items": 200, "accuracy": {"value": 0.76, "low": 0.696, "high": 0.814}, "tokens": 467.1, "prefillTokens": 41.2, "seconds": 0.61, "toolCalls": 0, "errors": 0,
           "byDifficulty": [{"difficulty": 8, "items": 100, "accuracy": {"value": 0.85, "low": 0.767, "high": 0.907}}, {"difficulty": 12, "items": 100, "accuracy": {"value": 0.67, "low": 0.573, "high": 0.754}}],
           "curve": [{"tokens": 58.3, "accuracy": {"value": 0.61, "low": 0.541, "high": 0.675}}, {"tokens": 116.9, "accuracy": {"value": 0.61, "low": 0.541, "high": 0.675}}, {"tokens": 233.6, "accuracy": {"value": 0.71, "low": 0.644, "high": 0.768}}, {"tokens": 467.1, "accuracy": {"value": 0.76, "low": 0.696, "high": 0.814}}]},
          {"name": "judged, tried again from the weakest step where the verdict was no", "description": "up to 4 retries", "items": 200, "accuracy": {"value": 0.735, "low": 0.67, "high": 0.791}, "tokens": 173.2, "prefillTokens": 88.0, "seconds": 0.3, "toolCalls": 0, "errors": 1,
           "byDifficulty": [{"difficulty": 8, "items": 100, "accuracy": {"value": 0.82, "low": 0.733, "high": 0.883}}, {"difficulty": 12, "items": 100, "accuracy": {"value": 0.65, "low": 0.553, "high": 0.736}}],
           "curve": [{"tokens": 58.4, "accuracy": {"value": 0.615, "low": 0.546, "high": 0.68}}, {"tokens": 112.0, "accuracy": {"value": 0.69, "low": 0.623, "high": 0.75}}, {"tokens": 173.2, "accuracy": {"value": 0.735, "low": 0.67, "high": 0.791}}]}],
         "comparisons": [
          {"arm": "majority of 8", "baseline": "one answer", "difference": {"value": 0.145, "low": 0.08, "high": 0.21}, "won": 38, "lost": 9, "pValue": 0.00003, "adjustedPValue": 0.00006, "itemsNeeded": 96, "atEqualTokens": null, "equalTokensOutOfRange": true},
          {"arm": "judged, tried again from the weakest step where the verdict was no", "baseline": "majority of 8", "difference": {"value": -0.025, "low": -0.085, "high": 0.035}, "won": 14, "lost": 19, "pValue": 0.486, "adjustedPValue": 0.486, "itemsNeeded": null, "atEqualTokens": {"value": 0.061, "low": -0.004, "high": 0.126}, "equalTokensOutOfRange": false}],
         "signals": [
          {"arm": "one answer", "name": "weakest token", "area": {"value": 0.812, "low": 0.751, "high": 0.868}},
          {"arm": "one answer", "name": "mean log-probability", "area": {"value": 0.784, "low": 0.718, "high": 0.845}},
          {"arm": "one answer", "name": "Fiedler value", "area": {"value": 0.53, "low": 0.447, "high": 0.612}}]}
        """;

    public const string Calibration = """
        {"version": 1, "calibration": {"createdBy": "skreasoning calibrate --tasks words --items 400", "model": {"name": "abacus-8m", "hash": "5c1f09aa77e2", "templateHash": "9d02"},
         "answer": {"intercept": 0.84, "weights": [
          {"name": "logProbability.weakest", "weight": 1.31, "mean": -1.9, "scale": 1.1, "low": -7.2, "high": -0.01},
          {"name": "length.steps", "weight": -0.42, "mean": 9.7, "scale": 2.1, "low": 5, "high": 14},
          {"name": "entropy.mean", "weight": -0.2, "mean": 0.21, "scale": 0.09, "low": 0.01, "high": 0.8}]},
         "thresholds": [
          {"falseAcceptRate": 0.05, "confidence": 0.95, "probability": 0.871, "heldOutWrong": 84, "acceptedWrong": 1, "heldOutRight": 116, "acceptedRight": 61},
          {"falseAcceptRate": 0.01, "confidence": 0.95, "probability": 1.0000000000000002, "heldOutWrong": 84, "acceptedWrong": 0, "heldOutRight": 116, "acceptedRight": 0}],
         "evidence": {"answers": 1600, "right": 960, "heldOut": 200, "incomplete": 2,
          "models": [
           {"name": "length", "features": 2, "auc": {"value": 0.644, "low": 0.611, "high": 0.676}, "logLoss": 0.641},
           {"name": "length and log-probabilities", "features": 8, "auc": {"value": 0.841, "low": 0.818, "high": 0.863}, "logLoss": 0.478},
           {"name": "all", "features": 21, "auc": {"value": 0.846, "low": 0.823, "high": 0.868}, "logLoss": 0.475}],
          "gains": [
           {"group": "logProbability", "auc": {"value": 0.197, "low": 0.17, "high": 0.226}, "logLoss": {"value": 0.163, "low": 0.14, "high": 0.188}, "isKept": true},
           {"group": "entropy", "auc": {"value": 0.004, "low": 0.001, "high": 0.008}, "logLoss": {"value": 0.0041, "low": 0.0006, "high": 0.0079}, "isKept": true},
           {"group": "influence", "auc": {"value": 0.001, "low": -0.003, "high": 0.004}, "logLoss": {"value": 0.0002, "low": -0.0031, "high": 0.0036}, "isKept": false},
           {"group": "spectral", "auc": {"value": -0.002, "low": -0.007, "high": 0.003}, "logLoss": {"value": -0.0024, "low": -0.008, "high": 0.0031}, "isKept": false}],
          "final": {"name": "length, log-probabilities and entropy", "features": 3, "auc": {"value": 0.838, "low": 0.78, "high": 0.889}, "logLoss": 0.482},
          "calibrationError": 0.048,
          "reliability": [{"count": 40, "predicted": 0.18, "observed": 0.225}, {"count": 40, "predicted": 0.42, "observed": 0.4}, {"count": 40, "predicted": 0.63, "observed": 0.55}, {"count": 40, "predicted": 0.8, "observed": 0.825}, {"count": 40, "predicted": 0.93, "observed": 0.9}],
          "dropped": [{"name": "spectral.fiedler", "reason": "says the same as length.tokens"}],
          "steps": {"steps": 9300, "wrongSteps": 640, "auc": {"value": 0.79, "low": 0.77, "high": 0.81}, "hitRate": {"value": 0.58, "low": 0.53, "high": 0.63}, "chance": 0.11, "alone": [{"name": "logprob.weakest", "auc": {"value": 0.77, "low": 0.75, "high": 0.79}}]},
          "heads": null}}}
        """;

    private const string Question = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Mia has 4 more than Tom. How many apples has Mia?";

    /// <summary>Writes the journal of three turns: one at once, one with two retries, one written in plans and reasons.</summary>
    public static async Task WriteTurnsAsync(string path)
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
        using var journal = new FileReasoningJournal(path);
        await AskAsync(model, journal, Question, new ScriptedValidator(true), BranchFrom.Restart);
        await AskAsync(model, journal, Question, new ScriptedValidator(false, false, true), BranchFrom.Weakest);
        await AskAsync(model, journal, AnchorMarks.Wrap(Question), new ScriptedValidator(false, true), BranchFrom.Random, new AnchorRequest { Strength = new AnchorStrength { Base = 1.1 } });
    }

    public static async Task WriteInspectionAsync(TemporaryFolder folder, string name)
    {
        var messages = JsonSerializer.Serialize((object[])[
            new { role = "user", content = Question },
            new { role = "assistant", content = "Sara has 7 apples.\n\nTom has 3 * 7 = 21 apples.\n\nMia has 21 + 4 = 29 apples.\n\nThat is more than Tom has.\n\nSo the largest pile is Mia's.\n\nAnswer: 25" }]);
        var run = await ToolRun.StartAsync(
            "inspect", "--model", BuiltInModelFile.Path, "--threads", "1", "--messages", folder.Write("chat.json", messages), "--layers", "all", "--json", folder.File(name));
        Assert.Equal(0, run.ExitCode);
    }

    /// <summary>A journal of made-up turns of that many bytes or more.</summary>
    public static void WriteLargeJournal(string path, long bytes)
    {
        var random = new Random(5);
        using var file = File.CreateText(path);
        for (var number = 0; file.BaseStream.Length < bytes; number++)
        {
            file.WriteLine(TurnReportJson.Serialize(Turn(random, number.ToString("x8", CultureInfo.InvariantCulture), $"Step of turn {number}.")));
        }
    }

    /// <summary>JSON of an inspection of that shape, two tokens a step, without texts.</summary>
    public static string LargeInspection(int layers, int heads, int steps)
    {
        var tokens = 2 * (steps + 1);
        var (perToken, none) = (Enumerable.Repeat(0.5, tokens), Enumerable.Empty<object?>());
        var matrix = Enumerable.Range(0, layers).Select(layer => Enumerable.Range(0, heads).Select(head => Enumerable.Range(0, steps + 1).Select(query =>
            Enumerable.Range(0, steps + 1).Select(key => key > query ? 0 : 1.0 / (1 + query + (key * head)) / (layer + 1)))));
        return JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["model"] = new { name = "wide", architecture = "llama", layers, heads },
            ["tokens"] = new { ids = Enumerable.Range(0, tokens), prompt_tokens = 2, steps = Enumerable.Range(1, steps).Select(step => (int[])[2 * step, 2]), step_texts = Enumerable.Range(1, steps).Select(step => $"step {step}") },
            ["logits"] = new { logprob_next = Enumerable.Repeat(-0.5, tokens - 1) },
            ["entropy"] = new { per_token = perToken },
            ["spectral"] = new { whole = new { paper = none, compat = none, sound = none }, response = new { paper = none, compat = none, sound = none } },
            ["fci"] = new { step_matrix = matrix },
        });
    }

    /// <summary>A turn of 20 steps of 30 tokens that was tried twice.</summary>
    public static TurnReport Turn(Random random, string id, string text)
    {
        TracedToken[] Tokens() => [.. Enumerable.Range(0, 600).Select(i => new TracedToken(i, -(float)Math.Pow(random.NextDouble(), 4) * 8, (float)random.NextDouble()))];
        ReasoningTrace Trace(int forced) => new(
            [.. Tokens()], forced, [.. Enumerable.Range(0, 20).Select(i => new ReasoningStep(30 * i, 30, StepKind.Text, $"{text} {i}", -0.2, -3, 0.4, i < 16 ? random.NextDouble() : null))], null, new InfluenceOptions(), []);
        return new TurnReport(
            id,
            [
                new Attempt(1, null, Trace(0), new Verdict(false, 0.1, 3, $"{text} is weak")),
                new Attempt(2, new BranchPoint(BranchFrom.Weakest, 3, [.. Tokens().Take(90)], null, text), Trace(90), new Verdict(true, 0.9, null, text)),
            ],
            1);
    }

    private static async Task AskAsync(LlamaModel model, FileReasoningJournal journal, string question, IReasoningValidator validator, BranchFrom from, AnchorRequest? anchors = null)
    {
        var options = new ReasoningFilterOptions { Validator = validator, Influence = true, InfluenceDistance = 1, SpectralLayers = { 0, 2 }, OnFail = OnFail.Branch, Branch = { From = from, Temperature = 2 } };
        using var inner = new LocalChatClient(model).AsBuilder().UseReasoningAnchors(anchors).Build();
        using var client = new ReasoningChatClient(inner, options, journal);
        await client.GetResponseAsync([new ChatMessage(ChatRole.User, question)], new ChatOptions { Seed = 7, MaxOutputTokens = 160 });
    }

    private static ChatClientBuilder UseReasoningAnchors(this ChatClientBuilder builder, AnchorRequest? anchors) => anchors is null ? builder : builder.UseSelfAnchor(anchors);
}
