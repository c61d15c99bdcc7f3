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

        IEnumerable<int> candidates =
        [
            vocabulary.Mask,
            vocabulary.Padding,
            .. s_reserved.Select(text => vocabulary.FindSpecial(special => special.Contains(text, StringComparison.OrdinalIgnoreCase))),
            vocabulary.FindSpecial(special => special is "<unk>" or "[UNK]"),
            .. vocabulary.Tokenize("\n", parseSpecial: false).TakeLast(1),
        ];
        foreach (var candidate in candidates)
        {
            if (IsUsable(vocabulary, candidate))
            {
                return candidate;
            }
        }

        throw new ArgumentException("The vocabulary has no token to mask text with; name one.", nameof(wanted));
    }

    private static bool IsUsable(Vocabulary vocabulary, int token) => (uint)token < (uint)vocabulary.Count && !vocabulary.EndsGeneration(token);
}
