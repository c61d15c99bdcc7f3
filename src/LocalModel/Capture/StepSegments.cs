namespace SKReasoning.LocalModel.Capture;

/// <summary>Tokens of a sequence by the steps that they belong to.</summary>
internal static class StepSegments
{
    /// <summary>Cuts a stretch of positions where steps begin.</summary>
    /// <param name="starts">Positions at which steps begin, increasing.</param>
    /// <param name="positions">The stretch.</param>
    public static List<TokenRange> Of(IReadOnlyList<int> starts, TokenRange positions)
    {
        var segments = new List<TokenRange>();
        var step = StepsUpTo(starts, positions.First);
        for (var first = positions.First; first < positions.End; step++)
        {
            var end = step < starts.Count ? Math.Min(starts[step], positions.End) : positions.End;
            segments.Add(new TokenRange(first, end - first));
            first = end;
        }

        return segments;
    }

    /// <summary>Steps of <paramref name="starts"/> that begin at a position or before.</summary>
    public static int StepsUpTo(IReadOnlyList<int> starts, int position)
    {
        var steps = starts.Count;
        while (steps > 1 && starts[steps - 1] > position)
        {
            steps--;
        }

        return steps;
    }
}
