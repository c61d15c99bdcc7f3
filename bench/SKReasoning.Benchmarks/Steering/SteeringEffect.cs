using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;
using SKReasoning.Evaluation;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Benchmarks.Steering;

/// <summary>Answers the same word problems greedily in every arm, and counts what each arm wins and loses against the unsteered one of its style.</summary>
internal sealed class SteeringEffect(string path, int problems, int[] operations, int seed)
{
    private const string PlanPrompt = "Solve the problem with plans and reasons.";
    private const string StepPrompt = "Think step by step.";
    private const int MaxTokensPerOperation = 80;

    private static readonly AnchorRequest s_plans = new() { Strength = Constant(1) };

    private static readonly ImmutableArray<Arm> s_arms =
    [
        new("chain of thought, plain", StepPrompt, null, 0),
        new("chain of thought, {Q}, ω 1.28", StepPrompt, s_plans with { Schedule = AnchorSchedule.WholeTurn, Strength = Constant(1.28) }, 0),
        new("plan and reason, plain", PlanPrompt, s_plans, 2),
        new("{Q} and plan, ω 1.28", PlanPrompt, s_plans with { Strength = Constant(1.28) }, 2),
        new("{Q} and plan, ω 1.28, modulated", PlanPrompt, s_plans with { Strength = Constant(1.28), Form = BlendForm.Modulated }, 2),
        new("{Q} and plan, ω 1 + (1 − HM)", PlanPrompt, s_plans with { Strength = new AnchorStrength { Rule = StrengthRule.InverseConfidence, Base = 1 } }, 2),
        new("{Q} and plan, ω 1.28, bland text as mask", PlanPrompt, s_plans with { Strength = Constant(1.28), Mask = MaskStyle.NeutralText }, 2),
        new("attention × 1.5", PlanPrompt, s_plans with { Backend = AnchorBackend.AttentionScale, Scaling = new AttentionScaling { Factor = 1.5 } }, 2),
        new("attention × 2", PlanPrompt, s_plans with { Backend = AnchorBackend.AttentionScale }, 2),
    ];

    /// <summary>The measurement as a Markdown table.</summary>
    public async Task<string> RunAsync(TextWriter progress, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        WordProblem[] set = [.. Enumerable.Range(0, problems).Select(i => WordProblems.Draw(random, operations[i % operations.Length]))];
        using var model = LlamaModel.Load(new LocalModelOptions { Path = path, Threads = 1, Sequences = 3 });
        var client = new LocalChatClient(model);
        var results = new List<Result[]>();
        foreach (var arm in s_arms)
        {
            progress.WriteLine($"{arm.Name}: {problems} problems");
            var answers = new List<Result>();
            foreach (var problem in set)
            {
                answers.Add(await AnswerAsync(client, arm, problem, cancellationToken));
            }

            results.Add([.. answers]);
        }

        return Report(results);
    }

    private static async Task<Result> AnswerAsync(LocalChatClient client, Arm arm, WordProblem problem, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            MaxOutputTokens = MaxTokensPerOperation * (problem.Operations + 2),
            AdditionalProperties = new() { [TraceRequest.OptionsKey] = new TraceRequest { Influence = false } },
        };
        if (arm.Request is { } request)
        {
            options.AdditionalProperties[AnchorRequest.OptionsKey] = request;
        }

        var response = await client.GetResponseAsync([new(ChatRole.System, arm.System), new(ChatRole.User, problem.Text)], options, cancellationToken);
        var trace = (ReasoningTrace)response.Messages[^1].AdditionalProperties![ReasoningTrace.MetadataKey]!;
        var last = response.Text.Split('\n')[^1];
        return new Result(problem.IsSolvedBy(last), trace.Tokens.Length, trace.Anchoring?.MaskedTokens ?? 0, trace.Anchoring?.Flips ?? 0);
    }

    private static string Report(List<Result[]> results)
    {
        var table = new MarkdownTable("arm", "right", "against the unsteered arm", "won", "lost", "tokens", "masked tokens", "flips");
        for (var i = 0; i < s_arms.Length; i++)
        {
            var (arm, answers, baseline) = (s_arms[i], results[i], results[s_arms[i].Baseline]);
            var pairs = answers.Zip(baseline, (answer, plain) => (answer.IsRight ? 1.0 : 0) - (plain.IsRight ? 1 : 0)).ToArray();
            table.Add(
                arm.Name,
                Bootstrap.Of(answers, sample => sample.Average(answer => answer.IsRight ? 1.0 : 0)).ToString(),
                i == arm.Baseline ? "–" : Bootstrap.Of(pairs, sample => sample.Average()).ToString("+0.000;-0.000;0.000"),
                pairs.Count(pair => pair > 0).ToString(CultureInfo.InvariantCulture),
                pairs.Count(pair => pair < 0).ToString(CultureInfo.InvariantCulture),
                answers.Average(answer => answer.Tokens).ToString("F0", CultureInfo.InvariantCulture),
                answers.Average(answer => answer.MaskedTokens).ToString("F0", CultureInfo.InvariantCulture),
                answers.Average(answer => answer.Flips).ToString("F1", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    private static AnchorStrength Constant(double strength) => new() { Base = strength };

    private sealed record Arm(string Name, string System, AnchorRequest? Request, int Baseline);

    private readonly record struct Result(bool IsRight, int Tokens, int MaskedTokens, int Flips);
}
