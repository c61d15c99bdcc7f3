using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Parts a streamed text into thoughts and answer at the model's think tags, holding back what may be the start of a tag.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class ThoughtSplitter(ThoughtTags? tags, bool startsOpen)
{
    private string _held = "";

    /// <summary>Whether the next certain text is a thought.</summary>
    public bool IsThinking { get; private set; } = startsOpen;

    /// <summary>Takes text and passes on what is certain, in order; the flag says whether it is a thought.</summary>
    public void Push(string text, Action<string, bool> emit)
    {
        if (tags is null)
        {
            Emit(text, emit);
            return;
        }

        _held += text;
        for (; ; )
        {
            var tag = IsThinking ? tags.Close : tags.Open;
            var at = _held.IndexOf(tag, StringComparison.Ordinal);
            if (at < 0)
            {
                var keep = TextOverlap.Length(_held, tag);
                Emit(_held[..^keep], emit);
                _held = _held[^keep..];
                return;
            }

            Emit(_held[..at], emit);
            _held = _held[(at + tag.Length)..];
            IsThinking = !IsThinking;
        }
    }

    /// <summary>Passes on what was held back; the text has ended.</summary>
    public void Flush(Action<string, bool> emit)
    {
        Emit(_held, emit);
        _held = "";
    }

    private void Emit(string text, Action<string, bool> emit)
    {
        if (text.Length > 0)
        {
            emit(text, IsThinking);
        }
    }
}
