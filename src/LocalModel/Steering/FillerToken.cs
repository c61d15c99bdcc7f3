namespace SKReasoning.LocalModel.Steering;

/// <summary>Finds the token that stands for masked text.</summary>
internal static class FillerToken
{
    // Texts of tokens that vocabularies reserve or use for padding; never seen in running text, so they say nothing.
    private static readonly string[] s_reserved = ["finetune_right_pad", "reserved_special", "fim_pad", "<unused", "<|placeholder", "<pad>", "[PAD]"];

    /// <summary>The token: the one asked for, else the mask token, the padding token, a reserved one, the unknown token, a line feed; never one that ends a turn.</summary>
    /// <exception cref="ArgumentException">The token asked for is not in the vocabulary, or ends a turn, so the masked text would read as ended.</exception>
    public static int Find(Vocabulary vocabulary, int? wanted)
    {
        if (wanted is { } token)
        {
            return IsUsable(vocabulary, token)
                ? token
                : throw new ArgumentException($"The filler token {token} must be in the vocabulary (0 to {vocabulary.Count - 1}) and must not end a turn; leave it out to have one chosen.", nameof(wanted));
        }

        var found = Candidates(vocabulary).FirstOrDefault(candidate => IsUsable(vocabulary, candidate), -1);
        return found >= 0 ? found : throw new ArgumentException("The vocabulary has no token to mask text with; name one.", nameof(wanted));
    }

    // One after the other: most vocabularies have one of the first.
    private static IEnumerable<int> Candidates(Vocabulary vocabulary)
    {
        yield return vocabulary.Mask;
        yield return vocabulary.Padding;
        foreach (var text in s_reserved)
        {
            yield return vocabulary.FindSpecial(special => special.Contains(text, StringComparison.OrdinalIgnoreCase));
        }

        yield return vocabulary.FindSpecial(special => special is "<unk>" or "[UNK]");
        yield return vocabulary.Tokenize("\n", parseSpecial: false).LastOrDefault(-1);
    }

    private static bool IsUsable(Vocabulary vocabulary, int token) => (uint)token < (uint)vocabulary.Count && !vocabulary.EndsGeneration(token);
}
