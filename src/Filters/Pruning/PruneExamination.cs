using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Examines one request: which of its units the model answers better without.</summary>
/// <remarks>
/// The inference form of LeaF (arXiv 2506.07851): no teacher says what is irrelevant, so the model's own answer is the reference. A wrong one may
/// thereby hold on to what misled it. Attention only ranks; nothing passes without a counterfactual (see <see cref="PruneRule"/>).
/// </remarks>
internal sealed class PruneExamination(PruneProbe probe, PruneOptions options, IReadOnlyList<ChatMessage> messages, ImmutableArray<PruneText> texts)
{
    private readonly PruneCandidate[] _units = [.. texts.SelectMany(text => Enumerable.Range(0, text.Units.Length).Select(unit => new PruneCandidate(text, unit)))];
    private ProbedAnswer? _reference;
    private double _referenceMean;
    private double? _agreementBefore;
    private string? _after;
    private string? _note;

    public async Task<PruneReport> RunAsync(CancellationToken cancellationToken)
    {
        var isProtected = Array.TrueForAll(_units, unit => unit.Unit.IsProtected);
        if (isProtected || _units.Length > options.MaxUnits)
        {
            _note = isProtected ? "Every part is protected." : $"The request has {_units.Length} parts, more than the {options.MaxUnits} that are examined.";
        }
        else if (await ReadReferenceAsync(cancellationToken))
        {
            await TryAsync(await RankAsync(cancellationToken), cancellationToken);
        }

        return new PruneReport(Guid.NewGuid().ToString("N"), [.. _units.Select(unit => unit.ToFinding())], options.Action, probe.Cost)
        {
            Reference = _reference?.Value,
            ReferenceWithout = _after,
            Note = _note,
        };
    }

    private async Task<bool> ReadReferenceAsync(CancellationToken cancellationToken)
    {
        _reference = await probe.AnswerAsync(messages, sample: null, cancellationToken);
        if (!_reference.IsUsable)
        {
            _note = "The model gave no whole answer to compare others with.";
            return false;
        }

        var marked = PruneTexts.Write(messages, texts.Select(text => (text.Message, text.Content, text.Marked())));
        if (IsSpent() || await probe.ScoreAsync(marked, _reference.Tokens, attention: true, cancellationToken) is not { } score)
        {
            _note ??= "The model does not score answers.";
            return false;
        }

        _referenceMean = score.Mean;
        PruneCandidate[] seen = [.. _units.Where(unit => PruneText.IsMarked(unit.Unit))];
        if (score.Attention.Length == seen.Length)
        {
            var tokens = Math.Max(1, score.Attention.Sum(attention => attention.Tokens));
            var average = score.Attention.Sum(attention => attention.Share) / tokens;
            for (var i = 0; i < seen.Length; i++)
            {
                seen[i].Attention = score.Attention[i];
                seen[i].RelativeAttention = average > 0 ? score.Attention[i].PerToken / average : null;
            }
        }

        return true;
    }

    // Those worth a trial, best first. The others have got their reason.
    private async Task<PruneCandidate[]> RankAsync(CancellationToken cancellationToken)
    {
        var byAttention = options.Ranking == PruneRanking.Attention;
        PruneCandidate[] free = [.. _units.Where(unit => !unit.Unit.IsProtected)];
        PruneCandidate[] read = byAttention ? Best(free, unit => unit.RelativeAttention ?? 0) : free;
        foreach (var unit in read)
        {
            if (IsSpent())
            {
                unit.Decide(PruneDecision.NotTested, _note!);
                continue;
            }

            unit.Change = await ChangeAsync([unit], cancellationToken);
            if (!(unit.Change >= -options.MaximumLoss))
            {
                unit.Decide(PruneDecision.Kept, $"The answer needs it: without it, its mean log-probability changes by {unit.Change.Value.ToString("F4", CultureInfo.InvariantCulture)}.");
            }
        }

        PruneCandidate[] needless = [.. read.Where(unit => unit.Change >= -options.MaximumLoss)];
        return byAttention ? needless : Best(needless, unit => unit.Change!.Value);
    }

    private PruneCandidate[] Best(PruneCandidate[] units, Func<PruneCandidate, double> score)
    {
        PruneCandidate[] ranked = [.. units.OrderByDescending(score)];
        foreach (var unit in ranked.Skip(options.MaxCandidates))
        {
            unit.Decide(PruneDecision.NotTested, $"Not among the best {options.MaxCandidates} by {options.Ranking.ToString().ToLower(CultureInfo.InvariantCulture)}.");
        }

        return ranked[..Math.Min(options.MaxCandidates, ranked.Length)];
    }

    // One distractor of many moves an answer little: they are tested together, and fewer of them where that fails.
    private async Task TryAsync(PruneCandidate[] candidates, CancellationToken cancellationToken)
    {
        for (var tried = candidates; tried.Length > 0; tried = tried[..(tried.Length / 2)])
        {
            if (IsSpent())
            {
                Array.ForEach(tried, unit => unit.Decide(PruneDecision.NotTested, _note!));
                return;
            }

            var trial = await TrialAsync(tried, cancellationToken);
            var (passes, reason) = trial is null ? (false, "Left out, they leave the model without a whole answer.") : PruneRule.Judge(options, trial);
            Array.ForEach(tried, unit => unit.Decide(passes ? PruneDecision.Droppable : PruneDecision.Kept, $"{tried.Length} tested together. {reason}"));
            if (passes)
            {
                _after = trial!.After;
                return;
            }
        }
    }

    private async Task<PruneTrial?> TrialAsync(PruneCandidate[] dropped, CancellationToken cancellationToken)
    {
        var shorter = Without(dropped);
        var change = dropped is [var only] ? only.Change!.Value : await ChangeAsync(dropped, cancellationToken);
        var answer = await probe.AnswerAsync(shorter, sample: null, cancellationToken);
        if (!answer.IsUsable)
        {
            return null;
        }

        var trial = new PruneTrial(change, _reference!.Value, answer.Value, answer.Mean - _reference.Mean);
        if (trial.IsSame || options.Samples == 0 || trial.Confidence < options.MinimumGain || IsSpent())
        {
            return trial;
        }

        var agreement = await AgreementAsync(shorter, trial.After, cancellationToken);
        _agreementBefore ??= await AgreementAsync(messages, trial.Before, cancellationToken);
        return trial with { Agreement = agreement, AgreementBefore = _agreementBefore };
    }

    private async Task<double> AgreementAsync(IReadOnlyList<ChatMessage> request, string value, CancellationToken cancellationToken)
    {
        var agreed = 0;
        for (var sample = 1; sample <= options.Samples; sample++)
        {
            agreed += (await probe.AnswerAsync(request, sample, cancellationToken)).Value == value ? 1 : 0;
        }

        return (double)agreed / options.Samples;
    }

    private async Task<double> ChangeAsync(PruneCandidate[] dropped, CancellationToken cancellationToken)
        => await probe.ScoreAsync(Without(dropped), _reference!.Tokens, attention: false, cancellationToken) is { } score ? score.Mean - _referenceMean : double.NegativeInfinity;

    private IReadOnlyList<ChatMessage> Without(PruneCandidate[] dropped) => PruneTexts.Write(messages, dropped.GroupBy(unit => unit.Text).Select(units
        => (units.Key.Message, units.Key.Content, TextUnits.Without(units.Key.Text, units.Key.Units, units.Select(unit => unit.Index).ToHashSet()))));

    private bool IsSpent()
    {
        _note = probe.IsSpent ? $"The budget of {options.MaxTokens} tokens is spent." : _note;
        return probe.IsSpent;
    }
}
