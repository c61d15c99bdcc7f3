using System.Text;

namespace SKReasoning.LocalModel;

/// <summary>The texts of a tokenizer's tokens, as far as a check needs them. Not thread-safe.</summary>
internal sealed class GgufVocabulary
{
    // A token may hold a part of a character, so texts are compared as bytes: one char for each.
    private readonly Dictionary<string, int> _ids = [];

    public int Count => _ids.Count;

    /// <summary>Makes room for tokens that are about to be added.</summary>
    public void Expect(long count) => _ids.EnsureCapacity((int)Math.Min(count, 1 << 18));

    /// <summary>Adds the next token.</summary>
    /// <param name="text">Its bytes; llama.cpp names empty ones by their id.</param>
    /// <returns>The id of an earlier token of the same text; −1 where the text is new.</returns>
    public int Add(ReadOnlySpan<byte> text)
    {
        // llama.cpp takes texts as C strings.
        var end = text.IndexOf((byte)0);
        text = end < 0 ? text : text[..end];
        var key = text.IsEmpty ? $"[EMPTY_{Count}]" : Encoding.Latin1.GetString(text);
        return _ids.TryAdd(key, Count) ? -1 : _ids[key];
    }

    /// <summary>Whether there is a token of an ASCII text.</summary>
    public bool Contains(string text) => _ids.ContainsKey(text);
}
