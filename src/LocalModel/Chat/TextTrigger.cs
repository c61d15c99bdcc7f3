namespace SKReasoning.LocalModel.Chat;

/// <summary>Finds the first of some texts in a streamed text, holding back what may be the start of one. Not thread-safe.</summary>
internal sealed class TextTrigger(IReadOnlyList<string> texts)
{
    /// <summary>Text that may be the start of a trigger.</summary>
    public string Held { get; private set; } = "";

    /// <summary>Takes text.</summary>
    /// <param name="text">The next piece.</param>
    /// <param name="free">What certainly is no part of a trigger; what precedes the trigger, where one was found.</param>
    /// <param name="after">What follows the trigger, where one was found.</param>
    /// <returns>Whether a trigger was found.</returns>
    public bool Push(string text, out string free, out string after)
    {
        Held += text;
        var (at, length) = Find(Held);
        if (at >= 0)
        {
            free = Held[..at];
            after = Held[(at + length)..];
            Held = "";
            return true;
        }

        var keep = texts.Count == 0 ? 0 : texts.Max(trigger => TextOverlap.Length(Held, trigger));
        free = Held[..^keep];
        after = "";
        Held = Held[^keep..];
        return false;
    }

    /// <summary>What would follow a trigger if <paramref name="text"/> came next; null where none would be whole.</summary>
    public string? Peek(string text)
    {
        var whole = Held + text;
        var (at, length) = Find(whole);
        return at < 0 ? null : whole[(at + length)..];
    }

    /// <summary>Gives back what was held; the text has ended.</summary>
    public string Flush()
    {
        var held = Held;
        Held = "";
        return held;
    }

    private (int At, int Length) Find(string text)
    {
        var best = (At: -1, Length: 0);
        foreach (var trigger in texts)
        {
            var at = text.IndexOf(trigger, StringComparison.Ordinal);
            if (at >= 0 && (best.At < 0 || at < best.At))
            {
                best = (at, trigger.Length);
            }
        }

        return best;
    }
}
