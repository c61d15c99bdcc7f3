using System.Collections.Immutable;
using SKReasoning.Evaluation;

namespace SKReasoning.Cli.Eval;

/// <summary>Answers items as an arm says, and tells what it would have answered with less.</summary>
internal sealed class ArmRunner(ArmSettings arm, ModelCopies copies, DrawnSamples drawn, TimeProvider clock)
{
    private readonly ItemWriter _writer = new(arm);
    private readonly string _settings = arm.OfOneSample().ToText();

    public async Task<ItemOutcome> AnswerAsync(EvaluationItem item, int seed, CancellationToken cancellationToken)
    {
        var written = new List<WrittenItem>();
        do
        {
            written.Add(await WriteAsync(item, SeedOf(seed, written.Count), cancellationToken));
        }
        while (written.Count < arm.Samples && written.Sum(sample => sample.Tokens) < (arm.Budget ?? int.MaxValue));

        var kept = PickOf(written, item);
        var first = written[0].Reports.FirstOrDefault()?.Attempts[0];
        return new ItemOutcome(item.IsRight(kept.Answer), item.VoteOf(kept.Answer), written.Sum(sample => sample.Tokens))
        {
            Seconds = written.Sum(sample => sample.Seconds),
            PrefillTokens = written.Sum(sample => sample.ReadTokens),
            ToolCalls = written.Sum(sample => sample.Answer.Calls.Count),
            Attempts = written.Sum(sample => sample.Reports.Sum(report => report.Attempts.Length)),
            Accepted = (arm.Retry ?? (object?)arm.Corroborate) is null ? null : kept.Reports.All(report => report.Verdict.Accepted),
            Curve = Curve(written, item),
            Signals = first is null ? ImmutableSortedDictionary<string, double?>.Empty : AnswerSignals.Of(first.Trace),
            IsFirstRight = first is null || item.CreateTools().Count > 0 ? null : item.IsRight(TextOf(first)),
        };
    }

    private Task<WrittenItem> WriteAsync(EvaluationItem item, int seed, CancellationToken cancellationToken)
        => drawn.GetAsync(FormattableString.Invariant($"{_settings}\n{item.Id}\n{seed}"), async () =>
        {
            using var rented = await copies.RentAsync(cancellationToken);
            var started = clock.GetTimestamp();
            var written = await _writer.WriteAsync(rented.Model, item, seed, cancellationToken);
            return written with { Seconds = clock.GetElapsedTime(started).TotalSeconds };
        });

    // Generators that begin with neighbouring seeds draw alike.
    private static int SeedOf(int seed, int sample) => sample == 0 ? seed : EvaluationRun.SeedOf(seed, FormattableString.Invariant($"sample {sample}"));

    private WrittenItem PickOf(IReadOnlyList<WrittenItem> written, EvaluationItem item) => arm.Pick switch
    {
        _ when written.Count == 1 => written[0],
        Pick.Likelihood => written.MaxBy(sample => sample.MeanLogProbability)!,
        // Groups come in the order of their first samples, and the first of equally large ones wins.
        _ => written.GroupBy(sample => item.VoteOf(sample.Answer)).MaxBy(votes => votes.Count())!.First(),
    };

    private ImmutableArray<Checkpoint> Curve(List<WrittenItem> written, EvaluationItem item)
    {
        if (written.Count > 1)
        {
            return [.. Enumerable.Range(1, written.Count).Select(count =>
            {
                WrittenItem[] sofar = [.. written.Take(count)];
                return new Checkpoint(sofar.Sum(sample => sample.Tokens), item.IsRight(PickOf(sofar, item).Answer));
            })];
        }

        // Where tools run, an attempt that was not kept never came to its end; and how a vote would have ended earlier is known to the judge alone.
        if (written[0].Reports is not [{ Attempts: var attempts }] || item.CreateTools().Count > 0 || arm.Corroborate is not null)
        {
            return [];
        }

        return [.. Enumerable.Range(1, attempts.Length).Select(count => new Checkpoint(
            written[0].ExtraTokens + attempts.Take(count).Sum(attempt => attempt.Trace.NewTokens),
            item.IsRight(TextOf(TurnReport.Conclude([.. attempts.Take(count)]).KeptAttempt))))];
    }

    private static GivenAnswer TextOf(Attempt attempt)
        => GivenAnswer.Of(string.Join("\n\n", attempt.Trace.Steps.Where(step => !step.IsThought).Select(step => step.Text)));
}
