using System.Collections.Immutable;
using System.Globalization;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Pruning;

/// <summary>Writes what was measured as Markdown.</summary>
internal static class PruneTables
{
    private const string Share = ".000";
    private const string Signed = "+.000;-.000;.000";

    private static readonly (PruneArm Arm, string Name)[] s_arms =
    [
        (PruneArm.Raw, "greedy, the whole problem"),
        (PruneArm.Hint, "greedy, with \"Ignore what does not matter.\""),
        (PruneArm.Majority, "majority of 5 samples"),
        (PruneArm.Random, "greedy, one random fact left out"),
        (PruneArm.Oracle, "greedy, all distractors left out (oracle)"),
        (PruneArm.Counterfactual, "pruning, ranked by counterfactual"),
        (PruneArm.Attention, "pruning, ranked by attention"),
    ];

    private static readonly (string Name, Func<UnitFinding, double?> Score)[] s_signals =
    [
        ("rise of the answer's log-probability without it", unit => unit.Change),
        ("size of that change, either way", unit => unit.Change is { } change ? Math.Abs(change) : null),
        ("attention per token, most first", unit => unit.RelativeAttention),
        ("attention per token, least first", unit => -unit.RelativeAttention),
    ];

    public static string Write(string command, PruneSettings settings, ImmutableArray<PruneResult> results) => $"""
        # Pruning on {Path.GetFileNameWithoutExtension(settings.Model.Name)}

        Written by

        ```
        {command}
        ```

        {results.Length} problems of {settings.Operations} operations with {settings.Distractors} sentences that do not matter, greedy unless said otherwise. Brackets hold 95 % intervals (bootstrap over
        problems); changes are paired. Tokens are all that were decoded for a question, read and written, without those that the cache held.
        Pruning tries {settings.Candidates} units at most and asks for a gain of {settings.Gain.ToString(CultureInfo.InvariantCulture)} nats a token. The model is small and was trained on this very task, with two distractors: a baseline for
        other models, not a promise about them.

        ## Answers

        {Arms(results)}
        ## What pruning left out

        {Spans(results)}
        Precision: share of what was left out that does not matter. Recall: share of what does not matter that was left out.

        ## What tells a distractor from a fact that matters: area under the ROC curve, mean over problems

        {Signals(results)}
        """.ReplaceLineEndings("\n");

    private static MarkdownTable Arms(ImmutableArray<PruneResult> results)
    {
        var table = new MarkdownTable("arm", "right", "against the whole problem", "right → wrong", "wrong → right", "tokens a question");
        foreach (var (arm, name) in s_arms)
        {
            table.Add(
                name,
                Bootstrap.Of(results, sample => sample.Average(result => Right(result, arm))).ToString(Share),
                arm == PruneArm.Raw ? "–" : Bootstrap.Of(results, sample => sample.Average(result => Right(result, arm) - Right(result, PruneArm.Raw))).ToString(Signed),
                arm == PruneArm.Raw ? "–" : Count(results, result => Right(result, arm) < Right(result, PruneArm.Raw)),
                arm == PruneArm.Raw ? "–" : Count(results, result => Right(result, arm) > Right(result, PruneArm.Raw)),
                results.Average(result => result.Outcomes[arm].Tokens).ToString("F0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static MarkdownTable Spans(ImmutableArray<PruneResult> results)
    {
        var table = new MarkdownTable("ranked by", "problems changed", "left out", "precision", "recall", "precision of a random unit", "reads a question", "answers a question");
        foreach (var arm in (PruneArm[])[PruneArm.Counterfactual, PruneArm.Attention])
        {
            table.Add(
                arm.ToString().ToLowerInvariant(),
                Count(results, result => Dropped(result, arm).Length > 0),
                results.Sum(result => Dropped(result, arm).Length).ToString(CultureInfo.InvariantCulture),
                Bootstrap.Of(results, sample => (double)sample.Sum(result => Hits(result, arm)) / sample.Sum(result => Dropped(result, arm).Length)).ToString(Share),
                Bootstrap.Of(results, sample => (double)sample.Sum(result => Hits(result, arm)) / sample.Sum(result => result.Problem.Distractors.Length)).ToString(Share),
                results.Average(result => (double)result.Problem.Distractors.Length / result.Problem.Facts.Length).ToString(Share, CultureInfo.InvariantCulture),
                results.Average(result => result.Outcomes[arm].Report!.Cost.Reads).ToString("F1", CultureInfo.InvariantCulture),
                results.Average(result => result.Outcomes[arm].Report!.Cost.Answers).ToString("F1", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static MarkdownTable Signals(ImmutableArray<PruneResult> results)
    {
        var table = new MarkdownTable("signal", "all problems", "problems answered right", "problems answered wrong");
        foreach (var (name, score) in s_signals)
        {
            table.Add(
                name,
                Area(results, score),
                Area([.. results.Where(result => result.Outcomes[PruneArm.Raw].IsRight)], score),
                Area([.. results.Where(result => !result.Outcomes[PruneArm.Raw].IsRight)], score));
        }

        return table;
    }

    private static string Area(ImmutableArray<PruneResult> results, Func<UnitFinding, double?> score)
    {
        double[] areas = [.. results.Select(result => RocArea.Of([.. result.Outcomes[PruneArm.Counterfactual].Report!.Units
            .Select((unit, index) => (unit, index))
            .Where(pair => !pair.unit.Unit.IsProtected && score(pair.unit) is not null)
            .Select(pair => new ScoredAnswer(score(pair.unit)!.Value, result.Problem.IsDistractor(pair.index)))])).Where(area => !double.IsNaN(area))];
        return areas.Length == 0 ? "–" : Bootstrap.Of(areas, sample => sample.Average()).ToString(Share);
    }

    private static double Right(PruneResult result, PruneArm arm) => result.Outcomes[arm].IsRight ? 1 : 0;

    private static string Count(ImmutableArray<PruneResult> results, Func<PruneResult, bool> condition) => results.Count(condition).ToString(CultureInfo.InvariantCulture);

    private static int Hits(PruneResult result, PruneArm arm) => Dropped(result, arm).Count(result.Problem.IsDistractor);

    private static int[] Dropped(PruneResult result, PruneArm arm)
    {
        var units = result.Outcomes[arm].Report!.Units;
        return [.. Enumerable.Range(0, units.Length).Where(unit => units[unit].Decision == PruneDecision.Droppable)];
    }
}
