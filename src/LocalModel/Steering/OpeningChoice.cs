namespace SKReasoning.LocalModel.Steering;

/// <summary>Lets the model choose one of several token sequences, of which it writes only as much as tells them apart. Not thread-safe.</summary>
/// <param name="alternatives">The sequences; none is empty.</param>
internal sealed class OpeningChoice(IReadOnlyList<int[]> alternatives)
{
    private List<int[]> _left = [.. alternatives];
    private int _written;

    /// <summary>Whether a token may come next.</summary>
    public bool Permits(int token) => _left.Exists(alternative => alternative[_written] == token);

    /// <summary>Sets the scores of all other tokens to −∞.</summary>
    public void Restrict(Span<float> scores)
    {
        Span<float> kept = stackalloc float[_left.Count <= 64 ? _left.Count : 0];
        kept = kept.Length == _left.Count ? kept : new float[_left.Count];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = scores[_left[i][_written]];
        }

        scores.Fill(float.NegativeInfinity);
        for (var i = 0; i < kept.Length; i++)
        {
            scores[_left[i][_written]] = kept[i];
        }
    }

    /// <summary>Takes the token that was chosen.</summary>
    /// <param name="token">The token.</param>
    /// <param name="rest">What must follow once the choice is made.</param>
    /// <returns>Whether the choice is made.</returns>
    public bool Take(int token, out ReadOnlySpan<int> rest)
    {
        _left = _left.FindAll(alternative => alternative[_written] == token);
        _written++;
        var whole = _left.Find(alternative => alternative.Length == _written);
        rest = whole is null && _left.Count == 1 ? _left[0].AsSpan(_written) : [];
        return whole is not null || _left.Count <= 1;
    }
}
