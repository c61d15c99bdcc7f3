using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Fits the model that names the step which went wrong.</summary>
internal static class StepFit
{
    private const int FewestOfEach = 10;

    /// <summary>Fits it to steps of known truth.</summary>
    /// <returns>Nulls where too few steps are known to be right or wrong.</returns>
    public static (LogisticModel? Model, StepEvidence? Evidence) Run(ImmutableArray<LabelledTrace> answers, CalibrationFitOptions options)
    {
        var steps = answers.SelectMany((answer, i) => answer.Steps.Select((step, place) => (Step: step, Answer: i, Place: place))).ToArray();
        var wrong = steps.Count(entry => entry.Step.IsTrue == false);
        if (wrong < FewestOfEach || steps.Count(entry => entry.Step.IsTrue == true) < FewestOfEach)
        {
            return (null, null);
        }

        // Dropped features of steps are those of every model: at the last steps influence is undefined.
        var table = FeatureTable.Create([.. steps.Select(entry => new FeatureTable.Item(entry.Step.Features, entry.Step.IsTrue, answers[entry.Answer].Problem, answers[entry.Answer].LengthGroup))], []);
        int[] columns = [.. Enumerable.Range(0, table.Names.Length)];
        var fit = new CrossFit(table, options);
        var predicted = fit.Predict(columns);
        int[] known = [.. Enumerable.Range(0, table.Rows.Length).Where(row => table.Labels[row] is not null)];
        bool[] labels = [.. known.Select(row => table.Labels[row]!.Value)];
        string[] problems = [.. known.Select(row => table.Problems[row])];
        var single = columns.Select(column => Single(table, column, known, labels, problems, options));
        var hits = WrongAnswers(answers, table, predicted, steps.Select(entry => (entry.Answer, entry.Place)).ToArray());
        var evidence = new StepEvidence(
            known.Length,
            labels.Count(label => !label),
            ModelScores.Of("steps", columns.Length, [.. known.Select(row => predicted[row])], labels, problems, options).Auc,
            new ProblemBootstrap([.. hits.Select(hit => answers[hit.Answer].Problem)], options).Mean([.. hits.Select(hit => hit.IsHit ? 1.0 : 0)]),
            Math.Round(hits.Select(hit => 1.0 / answers[hit.Answer].Steps.Length).DefaultIfEmpty().Average(), 4),
            [.. single]);
        return (fit.FitBest(columns), evidence);
    }

    // A feature by itself, in the direction in which it tells more; of a single direction that is hardly a choice.
    private static ModelEvidence Single(FeatureTable table, int column, int[] known, bool[] labels, string[] problems, CalibrationFitOptions options)
    {
        double[] values = [.. known.Select(row => table.Rows[row][column])];
        var sign = new RankedScores(values, labels).Auc() < 0.5 ? -1 : 1;
        var ranked = new RankedScores([.. values.Select(value => sign * value)], labels);
        return new ModelEvidence(table.Names[column], 1, new ProblemBootstrap(problems, options).Interval(ranked.Auc), 0);
    }

    private static List<(int Answer, bool IsHit)> WrongAnswers(ImmutableArray<LabelledTrace> answers, FeatureTable table, double[] predicted, (int Answer, int Place)[] steps)
    {
        var hits = new List<(int, bool)>();
        foreach (var rows in Enumerable.Range(0, table.Rows.Length).GroupBy(row => steps[table.Sources[row]].Answer))
        {
            var answer = answers[rows.Key];
            var firstWrong = answer.Steps.Select((step, place) => (step, place)).FirstOrDefault(entry => entry.step.IsTrue == false, (step: null!, place: -1)).place;
            if (firstWrong >= 0)
            {
                hits.Add((rows.Key, steps[table.Sources[rows.MinBy(row => predicted[row])]].Place == firstWrong));
            }
        }

        return hits;
    }
}
