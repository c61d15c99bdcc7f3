using System.Globalization;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>A measurement in Markdown.</summary>
internal static class VerdictReport
{
    private const string Signed = "+.000;-.000;.000";
    private const string Share = ".000;-.000;.000";

    /// <summary>−3.0 to −0.2: thresholds that are shown.</summary>
    private static readonly double[] s_shown = [.. Enumerable.Range(1, 15).Reverse().Select(fifths => -fifths / 5.0)];

    private static readonly double s_default = new WeakestTokenOptions().Threshold;

    public static string Write(string command, VerdictSettings settings, Measurement measurement) => $"""
        # The first verdict on {Path.GetFileNameWithoutExtension(settings.Model.Name)}

        Written by

        ```
        {command}
        ```

        Chains of {string.Join(", ", settings.Operations)} operations with two distractors, {settings.Problems} problems in each of two sets, shared out equally among the
        operations; the threshold is picked on the first set, the arms are compared on the second. Brackets hold 95 % intervals (bootstrap over
        problems). The model is small and was trained on this very task: its log-probabilities are unusually honest, and the numbers are a
        baseline for other models, not a promise about them.

        ## First attempts: share of right answers, by operations

        {Accuracy(settings, measurement)}
        ## What tells a right answer from a wrong one: area under the ROC curve

        {Areas(measurement)}
        ## Where a wrong answer goes wrong

        {Localisation(measurement)}
        ## A threshold on the weakest token: share of wrong and of right answers that it rejects

        {Thresholds(measurement)}
        Recommended default: **{Text(measurement.Threshold, "F1")}**, where the share of wrong answers rejected exceeds that of right ones most
        at {At(measurement.PickedAt)}; on resampled problems the pick lies in {Pick(measurement)}. The default in the code is {Text(s_default, "F1")}.

        ## What retries gain, on other problems

        {Arms(measurement)}
        Retries are drawn at the temperature of the first attempt, those of greedy ones at {At(Gate.GreedyRetryTemperature)}; all arms with restarts draw the same
        ones. Of several attempts the first accepted one is kept, else the one of highest mean log-probability; "best of" keeps the latter and has no gate.
        Tokens are those that the model wrote, attempts that were not kept included.

        """;

    private static MarkdownTable Accuracy(VerdictSettings settings, Measurement measurement)
    {
        var table = new MarkdownTable(["T", .. settings.Operations.Select(count => Text(count)), "all", "tokens a question"]);
        foreach (var (temperature, turns) in measurement.FirstAttempts)
        {
            var all = Bootstrap.Of(turns, RightShare).ToString(Share);
            var byOperations = settings.Operations
                .Select(count => RightShare([.. turns.Where(turn => turn.Problem.Operations == count)]))
                .Select(share => Text(share, Share));
            table.Add([Text(temperature), .. byOperations, all, Text(turns.Average(turn => turn.Tokens), "F0")]);
        }

        return table;
    }

    private static MarkdownTable Areas(Measurement measurement)
    {
        var columns = measurement.FirstAttempts.Select(attempts => $"{At(attempts.Temperature)} (wrong: {attempts.Turns.Count(turn => !turn.IsRight)})");
        var table = new MarkdownTable(["signal", .. columns]);
        foreach (var signal in Signal.All)
        {
            table.Add([
                signal.Name,
                .. measurement.FirstAttempts.Select(attempts => Bootstrap.Of(
                    [.. attempts.Turns.Select(turn => new ScoredAnswer(signal.Measure(turn.First.Trace), turn.IsRight))], RocArea.Of).ToString(Share))]);
        }

        return table;
    }

    private static MarkdownTable Localisation(Measurement measurement)
    {
        var table = new MarkdownTable(
            "T", "wrong answers with an untrue step", "the weakest token is in the first of these", "expected of a step drawn at random");
        foreach (var (temperature, turns) in measurement.FirstAttempts)
        {
            Turn[] wrong = [.. turns.Where(turn => !turn.IsRight && turn.FirstWrongStep() >= 0)];
            table.Add(
                Text(temperature),
                Text(wrong.Length),
                Bootstrap.Of(wrong, sample => Mean(sample, WeakestIsFirstWrong)).ToString(Share),
                Text(Mean(wrong, turn => 1.0 / turn.First.Trace.Steps.Length), Share));
        }

        return table;
    }

    private static MarkdownTable Thresholds(Measurement measurement)
    {
        var columns = measurement.FirstAttempts.SelectMany(attempts => new[] { $"wrong, {At(attempts.Temperature)}", $"right, {At(attempts.Temperature)}" });
        var table = new MarkdownTable(["threshold", .. columns]);
        foreach (var threshold in s_shown.Append(measurement.Threshold).Distinct().Order())
        {
            var rates = measurement.FirstAttempts.Select(attempts => GateRates.At(threshold, attempts.Turns));
            var name = Text(threshold, "F1");
            table.Add([
                threshold == measurement.Threshold ? $"**{name}**" : name,
                .. rates.SelectMany(rate => new[] { Text(rate.WrongRejected, Share), Text(rate.RightRejected, Share) })]);
        }

        return table;
    }

    private static MarkdownTable Arms(Measurement measurement)
    {
        var lowest = measurement.Arms[0];
        var table = new MarkdownTable(
            "T of the first attempt",
            "arm",
            "right",
            "against its first attempts",
            $"against no retry at {At(lowest.Temperature)}",
            "accepted",
            "right of the accepted",
            "tokens a question");
        foreach (var arm in measurement.Arms)
        {
            Turn[] accepted = [.. arm.Turns.Where(turn => turn.Kept.Verdict.Accepted)];
            table.Add(
                Text(arm.Temperature),
                arm.Name,
                Bootstrap.Of(arm.Turns, RightShare).ToString(Share),
                Change(measurement.Arms.First(other => other.Temperature == arm.Temperature), arm),
                Change(lowest, arm),
                arm.IsGated ? Text((double)accepted.Length / arm.Turns.Length, Share) : "–",
                arm.IsGated ? Bootstrap.Of(accepted, RightShare).ToString(Share) : "–",
                Text(arm.Turns.Average(turn => turn.Tokens), "F0"));
        }

        return table;
    }

    // Paired: both arms answered the same problems, in the same order.
    private static string Change(Arm from, Arm to)
        => from == to ? "–" : Bootstrap.Of(
            [.. from.Turns.Zip(to.Turns, (before, after) => (after.IsRight ? 1 : 0) - (before.IsRight ? 1 : 0))],
            sample => sample.Average()).ToString(Signed);

    private static string Pick(Measurement measurement)
    {
        var turns = measurement.FirstAttempts.First(attempts => attempts.Temperature == measurement.PickedAt).Turns;
        var pick = Bootstrap.Of(turns, GateRates.BestThreshold);
        return $"[{Text(pick.Low, "F1")}, {Text(pick.High, "F1")}]";
    }

    private static double RightShare(IReadOnlyList<Turn> turns) => Mean(turns, turn => turn.IsRight ? 1 : 0);

    private static double Mean(IReadOnlyList<Turn> turns, Func<Turn, double> value) => turns.Count == 0 ? double.NaN : turns.Average(value);

    private static double WeakestIsFirstWrong(Turn turn) => turn.First.Verdict.WeakestStep == turn.FirstWrongStep() ? 1 : 0;

    private static string At(double temperature) => $"T = {Text(temperature)}";

    private static string Text(double value, string? format = null)
        => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);
}
