namespace SKReasoning.LocalModel.Steering;

/// <summary>Writes a sequence with some ranges masked.</summary>
/// <param name="vocabulary">Tokens of the model.</param>
/// <param name="style">What stands in the place of a range.</param>
/// <param name="filler">Filler token.</param>
internal sealed class MaskedText(Vocabulary vocabulary, MaskStyle style, int filler)
{
    private const string MaskWord = "MASKTOKEN";
    private const string Bland = " The text goes on like this for a while, and then it goes on.";

    private readonly Lazy<int[]> _word = new(() => vocabulary.Mask >= 0 ? [vocabulary.Mask] : vocabulary.Tokenize(MaskWord, parseSpecial: false));
    private readonly Lazy<int[]> _bland = new(() => vocabulary.Tokenize(Bland, parseSpecial: false));

    /// <summary>The tokens with every range masked.</summary>
    /// <param name="tokens">The sequence.</param>
    /// <param name="ranges">Ranges of it, in order, apart from each other.</param>
    public List<int> Write(IReadOnlyList<int> tokens, IEnumerable<TokenRange> ranges)
    {
        var masked = new List<int>(tokens.Count + 64);
        var read = 0;
        foreach (var range in ranges)
        {
            Copy(tokens, read, range.First, masked);
            Replace(range.Count, masked);
            read = range.End;
        }

        Copy(tokens, read, tokens.Count, masked);
        return masked;
    }

    private void Replace(int count, List<int> masked)
    {
        switch (style)
        {
            case MaskStyle.SameLengthFill:
                masked.AddRange(Enumerable.Repeat(filler, count));
                break;
            case MaskStyle.NeutralText:
                masked.AddRange(Enumerable.Range(0, count).Select(i => _bland.Value[i % _bland.Value.Length]));
                break;
            case MaskStyle.MaskText:
                masked.AddRange(_word.Value);
                break;
            case MaskStyle.OneToken:
                masked.Add(filler);
                break;
            case MaskStyle.Omit:
                break;
            default:
                throw new NotSupportedException($"Unknown mask style {style}.");
        }
    }

    private static void Copy(IReadOnlyList<int> tokens, int from, int to, List<int> masked)
    {
        for (var i = from; i < to; i++)
        {
            masked.Add(tokens[i]);
        }
    }
}
