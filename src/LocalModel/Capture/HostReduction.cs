namespace SKReasoning.LocalModel.Capture;

/// <summary>Reads rows that the processor can reach, and reduces them to what an observer wants. Belongs to the decode thread.</summary>
internal sealed class HostReduction
{
    private float[] _gathered = [];
    private float[] _reduced = [];

    /// <summary>Hands out one token's attention.</summary>
    public void Deliver(int layer, ITokenObserver observer, AttentionForms forms, CapturedToken token, CellRows byCell)
    {
        var rows = Rows(byCell, token.Position + 1);
        if (forms.HasFlag(AttentionForms.Rows))
        {
            observer.OnAttention(layer, token.Position, rows);
        }

        if (forms.HasFlag(AttentionForms.StepSums))
        {
            var starts = observer.StepStarts;
            observer.OnStepSums(layer, new TokenRange(token.Position, 1), SumSteps(rows, starts, QuerySegments.StepsUpTo(starts, token.Position)));
        }

        if (forms.HasFlag(AttentionForms.HeadMean))
        {
            var mean = Reduced(rows.Keys);
            rows.AverageHeads(0, mean);
            observer.OnHeadMean(layer, token.Position, mean);
        }
    }

    /// <summary>Rows in order of position, in place where the cells are consecutive, else copied; valid until the next call.</summary>
    public AttentionRows Rows(CellRows byCell, int keys)
    {
        var first = byCell.Map.FirstCellIfConsecutive(keys);
        if (first >= 0)
        {
            return new AttentionRows(byCell.Values[first..], byCell.Heads, byCell.HeadStride, keys);
        }

        if (_gathered.Length < byCell.Heads * keys)
        {
            _gathered = new float[byCell.Heads * keys * 2];
        }

        for (var head = 0; head < byCell.Heads; head++)
        {
            byCell.Map.Gather(byCell.Values[(head * byCell.HeadStride)..], _gathered.AsSpan(head * keys, keys));
        }

        return new AttentionRows(_gathered, byCell.Heads, keys, keys);
    }

    private StepSums SumSteps(AttentionRows rows, IReadOnlyList<int> starts, int steps)
    {
        var sums = Reduced(rows.Heads * steps);
        for (var head = 0; head < rows.Heads; head++)
        {
            rows.SumSteps(head, starts, sums.Slice(head * steps, steps));
        }

        return new StepSums(sums, rows.Heads, steps, steps);
    }

    private Span<float> Reduced(int count)
    {
        if (_reduced.Length < count)
        {
            _reduced = new float[count * 2];
        }

        return _reduced.AsSpan(0, count);
    }
}
