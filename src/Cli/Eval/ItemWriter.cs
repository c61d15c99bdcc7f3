using Microsoft.Extensions.AI;
using SKReasoning.Evaluation;
using SKReasoning.Filters;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Eval;

/// <summary>Has a model answer items as an application would: through the tool loop, the judge, and what the arm puts around them.</summary>
internal sealed class ItemWriter(ArmSettings arm)
{
    private readonly ReasoningFilterOptions _reasoning = Judge(arm);
    private readonly AnchorRequest? _anchor = arm.Anchor is { } anchor ? Anchor(anchor, arm.Style) : null;

    /// <summary>Writes one answer.</summary>
    public async Task<WrittenItem> WriteAsync(LlamaModel model, EvaluationItem item, int seed, CancellationToken cancellationToken)
    {
        var listener = new Listener();
        var journal = new PruneJournal();
        using var client = Pipeline(model, journal);
        var options = new ChatOptions
        {
            Temperature = (float)arm.Temperature,
            TopP = (float?)arm.TopP,
            TopK = arm.TopK,
            Seed = seed,
            MaxOutputTokens = item.MaxOutputTokens,
            Tools = item.CreateTools() is { Count: > 0 } tools ? [.. tools] : null,
        };
        options = _anchor is null ? options : options.WithAnchors(_anchor);
        options = options.WithReasoning(_reasoning).WithProgress(listener);

        var response = await client.GetResponseAsync(Messages(item), options, cancellationToken);

        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>();
        var answer = new GivenAnswer(
            response.Messages.LastOrDefault()?.Text ?? "",
            [.. calls.Select(call => new GivenCall(call.Name, (call.Arguments ?? new Dictionary<string, object?>()).AsReadOnly()))]);
        var pruning = journal.Reports.Select(report => report.Cost).ToArray();
        var masked = listener.Reports.Sum(report => report.Attempts.Sum(attempt => attempt.Trace.Anchoring?.MaskedTokens ?? 0));
        var read = (int)(response.Usage?.InputTokenCount ?? 0) + masked + pruning.Sum(cost => cost.ReadTokens);
        return new WrittenItem(answer, [.. listener.Reports], read, pruning.Sum(cost => cost.WrittenTokens));
    }

    private IChatClient Pipeline(LlamaModel model, PruneJournal journal)
    {
        var builder = new LocalChatClient(model).AsBuilder().UseGatedFunctionInvocation();
        if (arm.Prune is { } prune)
        {
            var options = new PruneOptions { Action = PruneAction.Drop, Ranking = prune.Ranking, MaxCandidates = prune.Candidates };
            builder.Use(inner => new PruningChatClient(inner, options, journal));
        }

        return builder.UseReasoning().Build();
    }

    private ChatMessage[] Messages(EvaluationItem item)
    {
        var system = arm.System ?? (arm.Style == ArmStyle.Plan ? WordProblemItem.PlanPrompt : item.SystemPrompt);
        var question = new ChatMessage(ChatRole.User, item.Question);
        return system is null ? [question] : [new ChatMessage(ChatRole.System, system), question];
    }

    private static ReasoningFilterOptions Judge(ArmSettings arm)
    {
        var options = new ReasoningFilterOptions { OnFail = OnFail.Annotate };
        if (arm.Retry is { } retry)
        {
            options.OnFail = OnFail.Branch;
            options.InfluenceDistance = retry.Distance;
            options.WeakestToken.Threshold = retry.Threshold ?? options.WeakestToken.Threshold;
            options.CalibrationPath = retry.Calibration;
            options.Branch = new BranchOptions { From = retry.From, MaxRetries = retry.Times, Temperature = retry.Temperature, MaxTokens = arm.Budget ?? int.MaxValue };
        }

        if (arm.Corroborate is { } corroborate)
        {
            options.OnFail = OnFail.Corroborate;
            options.WeakestToken.Threshold = corroborate.Threshold ?? options.WeakestToken.Threshold;
            options.CalibrationPath = corroborate.Calibration;
            options.Corroboration = new CorroborationOptions { Lead = corroborate.Lead, View = corroborate.View };
            options.Branch = new BranchOptions { MaxRetries = corroborate.Times, Temperature = corroborate.Temperature, MaxTokens = arm.Budget ?? int.MaxValue };
        }

        return options;
    }

    private static AnchorRequest Anchor(AnchorArm anchor, ArmStyle style) => new()
    {
        Backend = anchor.Backend,
        Schedule = style == ArmStyle.Plan ? AnchorSchedule.PlanAndReason : anchor.Schedule,
        Strength = new AnchorStrength { Rule = anchor.Rule, Base = anchor.Omega },
        Form = anchor.Form,
        Scaling = new AttentionScaling { Factor = anchor.Factor, Layers = [.. anchor.Layers], Heads = [.. anchor.Heads] },
    };

    private sealed class Listener : IProgress<ReasoningEvent>
    {
        public List<TurnReport> Reports { get; } = [];

        public void Report(ReasoningEvent value)
        {
            if (value is ReasoningEvent.TurnConcluded concluded)
            {
                Reports.Add(concluded.Report);
            }
        }
    }
}
