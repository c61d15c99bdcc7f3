namespace SKReasoning;

/// <summary>A part of a text that is kept or left out as a whole.</summary>
/// <param name="Start">Index of its first character.</param>
/// <param name="Length">Its characters, blanks after it included; at least 1.</param>
/// <param name="Protection">Why it must be kept.</param>
public readonly record struct TextUnit(int Start, int Length, UnitProtection Protection)
{
    /// <summary>Index after its last character.</summary>
    public int End => Start + Length;

    /// <summary>Whether it must be kept.</summary>
    public bool IsProtected => Protection != UnitProtection.None;

    /// <summary>The unit's own text.</summary>
    public string In(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Substring(Start, Length);
    }
}
