namespace SKReasoning.LocalModel.Capture;

/// <summary>Tokens of a sequence by the steps that they belong to.</summary>
/// <param name="Starts">Positions at which the steps of the sequence begin.</param>
/// <param name="Segments">The tokens, in order and without gaps, those of each step together.</param>
internal sealed record QuerySegments(int[] Starts, IReadOnlyList<TokenRange> Segments)
{
    /// <summary>Cuts a stretch of positions where steps begin.</summary>
    /// <param name="starts">Positions at which steps begin, increasing.</param>
    /// <param name="positions">The stretch.</param>
    public static QuerySegments Of(IReadOnlyList<int> starts, TokenRange positions)
    {
        int[] copy = [.. starts];
        var segments = new List<TokenRange>();
        var step = StepsUpTo(copy, positions.First);
        for (var first = positions.First; first < positions.End; step++)
        {
            var end = step < copy.Length ? Math.Min(copy[step], positions.End) : positions.End;
            segments.Add(new TokenRange(first, end - first));
            first = end;
        }

        return new QuerySegments(copy, segments);
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
