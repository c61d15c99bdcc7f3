namespace SKReasoning.LocalModel.Chat;

/// <summary>Finds the first of some texts in a streamed text, holding back what may be the start of one. Not thread-safe.</summary>
/// <param name="triggers">What is looked for, and where it counts.</param>
internal sealed class TextTrigger(IReadOnlyList<(string Text, TriggerPlace Place)> triggers)
{
    private bool _atLineStart = true;
    private bool _atStart = true;

    /// <param name="texts">What is looked for.</param>
    /// <param name="place">Where it counts.</param>
    public TextTrigger(IReadOnlyList<string> texts, TriggerPlace place = TriggerPlace.Anywhere)
        : this([.. texts.Select(text => (text, place))])
    {
    }

    /// <summary>Text that may be the start of a trigger.</summary>
    public string Held { get; private set; } = "";

    /// <summary>Takes text.</summary>
    /// <param name="text">The next piece.</param>
    /// <param name="free">What certainly is no part of a trigger; what precedes the trigger, where one was found.</param>
    /// <param name="found">The trigger and what follows it, where one was found.</param>
    /// <returns>Whether a trigger was found.</returns>
    public bool Push(string text, out string free, out string found)
    {
        Held += text;
        var at = Find(Held);
        if (at >= 0)
        {
            free = Held[..at];
            found = Held[at..];
            Held = "";
            return true;
        }

        var held = Held;
        var keep = triggers
            .Select(trigger => TextOverlap.Length(held, trigger.Text) is > 0 and var overlap && Counts(held, held.Length - overlap, trigger.Place) ? overlap : 0)
            .DefaultIfEmpty()
            .Max();
        free = Held[..^keep];
        found = "";
        Held = Held[^keep..];
        foreach (var character in free)
        {
            _atLineStart = character == '\n' || (_atLineStart && char.IsWhiteSpace(character));
            _atStart &= char.IsWhiteSpace(character);
        }

        return false;
    }

    /// <summary>The trigger, and what would follow it, if <paramref name="text"/> came next; null where none would be whole.</summary>
    public string? Peek(string text)
    {
        var whole = Held + text;
        var at = Find(whole);
        return at < 0 ? null : whole[at..];
    }

    /// <summary>Gives back what was held; the text has ended.</summary>
    public string Flush()
    {
        var held = Held;
        Held = "";
        return held;
    }

    private int Find(string text)
    {
        var best = -1;
        foreach (var (trigger, place) in triggers)
        {
            for (var at = text.IndexOf(trigger, StringComparison.Ordinal); at >= 0; at = text.IndexOf(trigger, at + 1, StringComparison.Ordinal))
            {
                if ((best < 0 || at < best) && Counts(text, at, place))
                {
                    best = at;
                }
            }
        }

        return best;
    }

    private bool Counts(string text, int at, TriggerPlace place)
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
