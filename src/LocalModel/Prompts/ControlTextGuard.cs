using System.Buffers;
using System.Text;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>Keeps the texts of control tokens in what people and tools wrote from becoming control tokens. Thread-safe.</summary>
/// <remarks>
/// A mark is put inside every such text before the template is rendered; the rendered prompt is cut at the marks and each piece is
/// tokenised alone, so that no piece holds the whole text of a token. A prompt without such texts is tokenised in one piece.
/// </remarks>
internal sealed class ControlTextGuard
{
    /// <summary>The mark: a private-use character; one that is in the text already is taken out.</summary>
    public const char Mark = '\uF8E7';

    private static readonly SearchValues<char> s_places = SearchValues.Create([Mark, AnchorPlaces.Open, AnchorPlaces.Close]);

    private readonly SearchValues<string> _texts;
    private readonly bool _isEmpty;

    /// <param name="texts">Texts of the tokens to guard against; of two characters or more.</param>
    public ControlTextGuard(IEnumerable<string> texts)
    {
        string[] guarded = [.. texts.Where(text => text.Length > 1).Distinct(StringComparer.Ordinal)];
        _isEmpty = guarded.Length == 0;
        _texts = SearchValues.Create(guarded, StringComparison.Ordinal);
    }

    /// <summary>Guards nothing: for text that is guarded later.</summary>
    public static ControlTextGuard None { get; } = new([]);

    /// <summary>The text without the characters that a prompt's places are marked with.</summary>
    public static string Strip(string text)
        => text.AsSpan().ContainsAny(s_places) ? string.Concat(text.Where(character => !s_places.Contains(character))) : text;

    /// <summary>The text with a mark in every guarded text, and without the marks of anchors.</summary>
    public string Guard(string text) => GuardUnmarked(AnchorMarks.Read(Strip(text)).Text);

    /// <summary>The text, from which marks were taken already, with a mark in every guarded text.</summary>
    public string GuardUnmarked(string text)
    {
        if (_isEmpty || !text.AsSpan().ContainsAny(_texts))
        {
            return text;
        }

        var guarded = new StringBuilder(text.Length + 16);
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny(_texts); at >= 0; at = rest.IndexOfAny(_texts))
        {
            // Only one character further on: the next guarded text may begin inside this one.
            var end = at + (char.IsHighSurrogate(rest[at]) ? 2 : 1);
            guarded.Append(rest[..end]).Append(Mark);
            rest = rest[end..];
        }

        return guarded.Append(rest).ToString();
    }
}
