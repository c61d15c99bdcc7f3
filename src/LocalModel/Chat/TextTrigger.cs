namespace SKReasoning.LocalModel.Chat;

/// <summary>Finds the first of some texts in a streamed text, holding back what may be the start of one. Not thread-safe.</summary>
/// <param name="texts">What is looked for.</param>
/// <param name="place">Where it counts.</param>
internal sealed class TextTrigger(IReadOnlyList<string> texts, TriggerPlace place = TriggerPlace.Anywhere)
{
    private bool _atLineStart = true;
    private bool _atStart = true;

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
        keep = keep > 0 && Counts(Held, Held.Length - keep) ? keep : 0;
        free = Held[..^keep];
        after = "";
        Held = Held[^keep..];
        foreach (var character in free)
        {
            _atLineStart = character == '\n' || (_atLineStart && char.IsWhiteSpace(character));
            _atStart &= char.IsWhiteSpace(character);
        }

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
            for (var at = text.IndexOf(trigger, StringComparison.Ordinal); at >= 0; at = text.IndexOf(trigger, at + 1, StringComparison.Ordinal))
            {
                if ((best.At < 0 || at < best.At) && Counts(text, at))
                {
                    best = (at, trigger.Length);
                }
            }
        }

        return best;
    }

    private bool Counts(string text, int at)
    {
        var before = text.AsSpan(0, at);
        return place switch
        {
            TriggerPlace.Start => _atStart && before.IsWhiteSpace(),
            TriggerPlace.Line => before.LastIndexOf('\n') is >= 0 and var line ? before[line..].IsWhiteSpace() : _atLineStart && before.IsWhiteSpace(),
            _ => true,
        };
    }
}
