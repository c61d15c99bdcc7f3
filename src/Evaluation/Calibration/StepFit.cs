using System.Collections.Immutable;

namespace SKReasoning.Evaluation;

/// <summary>Fits the model that names the step which went wrong.</summary>
internal static class StepFit
{
    private const int FewestOfEach = 5;

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
        string[] problems = [.. known.Select(row => table.Problems[row])];
        var hits = WrongAnswers(answers, table, predicted, [.. steps.Select(entry => (entry.Answer, entry.Place))]);
        var scores = new PredictionScores(options);
        var evidence = new StepEvidence(
            known.Length,
            known.Count(row => table.Labels[row] == false),
            scores.Auc(Scored(row => predicted[row]), problems),
            scores.Mean([.. hits.Select(hit => hit.IsHit ? 1.0 : 0)], [.. hits.Select(hit => answers[hit.Answer].Problem)]),
            PredictionScores.Round(hits.Average(hit => 1.0 / answers[hit.Answer].Steps.Length)),
            [.. columns.Select(column => new FeatureEvidence(table.Names[column], scores.Auc(Directed(Scored(row => table.Rows[row][column])), problems)))]);
        return (fit.FitBest(columns), evidence);

        ScoredAnswer[] Scored(Func<int, double> score) => [.. known.Select(row => new ScoredAnswer(score(row), table.Labels[row]!.Value))];
    }

    // A feature by itself tells in the direction in which it tells more: of two that is hardly a choice.
    private static ScoredAnswer[] Directed(ScoredAnswer[] answers)
        => RocArea.Of(answers) < 0.5 ? [.. answers.Select(answer => answer with { Score = -answer.Score })] : answers;

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
