using System.Collections.Immutable;
using System.Text;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>Finds the tokens that ranges of a rendered prompt have become, by the bytes that each token writes.</summary>
/// <param name="vocabulary">Tokens of the model.</param>
/// <param name="texts">The prompt in the pieces that were tokenised.</param>
/// <param name="tokens">Tokens of each piece.</param>
internal sealed class TokenAlignment(Vocabulary vocabulary, IReadOnlyList<string> texts, IReadOnlyList<int[]> tokens)
{
    /// <summary>The tokens that overlap the ranges; control tokens are left out.</summary>
    /// <param name="ranges">Ranges of characters, in order; the pieces count as parted by one character.</param>
    /// <param name="promptTokens">Tokens of the prompt: one more than the pieces have where the model wants a token that begins it.</param>
    /// <exception cref="NotSupportedException">The model's tokens do not spell the prompt, so that nothing in it can be found again.</exception>
    public ImmutableArray<TokenRange> Find(IReadOnlyList<Range> ranges, int promptTokens)
    {
        var found = ImmutableArray.CreateBuilder<TokenRange>();
        var position = promptTokens - tokens.Sum(piece => piece.Length);
        var character = 0;
        for (var piece = 0; piece < texts.Count; piece++)
        {
            var spans = Align(texts[piece], tokens[piece]);
            for (var i = 0; i < spans.Length; i++, position++)
            {
                var (start, end) = (character + spans[i].Start, character + spans[i].End);
                if (start < end && !vocabulary.IsControl(tokens[piece][i]) && ranges.Any(range => start < range.End.Value && range.Start.Value < end))
                {
                    Add(found, position);
                }
            }

            character += texts[piece].Length + 1;
        }

        return found.Count > 0 ? found.ToImmutable()
            : throw new NotSupportedException("No token of the prompt belongs to what is anchored; the model's tokeniser rewrites its text.");
    }

    /// <summary>The tokens of each range; a token that reaches into several belongs to the first of them, so that no token is counted twice.</summary>
    /// <inheritdoc cref="Find"/>
    public ImmutableArray<TokenRange> FindEach(IReadOnlyList<Range> ranges, int promptTokens)
    {
        var found = new TokenRange[ranges.Count];
        var position = promptTokens - tokens.Sum(piece => piece.Length);
        var (character, range) = (0, 0);
        for (var piece = 0; piece < texts.Count; piece++)
        {
            var spans = Align(texts[piece], tokens[piece]);
            for (var i = 0; i < spans.Length; i++, position++)
            {
                var (start, end) = (character + spans[i].Start, character + spans[i].End);
                while (range < found.Length && ranges[range].End.Value <= start)
                {
                    range++;
                }

                if (range < found.Length && ranges[range].Start.Value < end && start < end)
                {
                    var first = found[range].Count == 0 ? position : found[range].First;
                    found[range] = new TokenRange(first, position - first + 1);
                }
            }

            character += texts[piece].Length + 1;
        }

        return [.. found];
    }

    private static void Add(ImmutableArray<TokenRange>.Builder found, int position)
    {
        if (found.Count > 0 && found[^1].End == position)
        {
            found[^1] = found[^1] with { Count = found[^1].Count + 1 };
        }
        else
        {
            found.Add(new TokenRange(position, 1));
        }
    }

    // Characters that each token covers. Some vocabularies put a blank before a text, and some tags swallow blanks around them.
    private (int Start, int End)[] Align(string text, int[] pieceTokens)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var characters = CharacterOfByte(text, bytes.Length);
        var spans = new (int, int)[pieceTokens.Length];
        var read = 0;
        for (var i = 0; i < pieceTokens.Length; i++)
        {
            ReadOnlySpan<byte> written = vocabulary.Bytes(pieceTokens[i]);
            var start = IndexOf(bytes, written, read, out var length);
            if (start < 0)
            {
                throw new NotSupportedException($"Token {pieceTokens[i]} ('{vocabulary.Text(pieceTokens[i])}') does not spell the prompt's text; the model's tokeniser rewrites it, so nothing in it can be anchored.");
            }

            read = start + length;
            spans[i] = (characters[start], length == 0 ? characters[start] : characters[read - 1] + 1);
        }

        return spans;
    }

    private static int IndexOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> written, int read, out int length)
    {
        for (var start = read; start <= text.Length; start++)
        {
            length = written.Length;
            if (text[start..].StartsWith(written))
            {
                return start;
            }

            if (written.Length > 1 && written[0] == ' ' && text[start..].StartsWith(written[1..]))
            {
                length = written.Length - 1;
                return start;
            }

            if (written is [(byte)' '] && start == read)
            {
                length = 0;
                return start;
            }

            if (start == text.Length || !char.IsWhiteSpace((char)text[start]))
            {
                break;
            }
        }

        length = 0;
        return -1;
    }

    // The character that each byte belongs to.
    private static int[] CharacterOfByte(string text, int bytes)
    {
        var characters = new int[bytes + 1];
        var at = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 4
                : char.IsSurrogate(text[i]) ? 3
                : text[i] < 0x80 ? 1 : text[i] < 0x800 ? 2 : 3;
            characters.AsSpan(at, length).Fill(i);
            at += length;
            i += length == 4 ? 1 : 0;
        }

        characters[bytes] = text.Length;
        return characters;
    }
}
