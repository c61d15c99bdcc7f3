namespace SKReasoning.LocalModel.Chat;

/// <summary>How much of a text may be the beginning of another.</summary>
internal static class TextOverlap
{
    /// <summary>Length of the longest proper prefix of <paramref name="target"/> that <paramref name="text"/> ends with.</summary>
    public static int Length(string text, string target)
    {
        for (var length = Math.Min(text.Length, target.Length - 1); length > 0; length--)
        {
            if (text.AsSpan(text.Length - length).SequenceEqual(target.AsSpan(0, length)))
            {
                return length;
            }
        }

        return 0;
    }
}
