namespace SKReasoning.LocalModel.Calls;

/// <summary>How a listed argument of some kind is written.</summary>
/// <param name="Kinds">Kinds of values that are written so.</param>
/// <param name="Open">Text between key and value.</param>
/// <param name="Close">Text after the value.</param>
/// <param name="Notation">How the value is written; texts that are <see cref="TextStyle.Raw"/> stand there as they are.</param>
internal sealed record ValueForm(ValueKinds Kinds, string Open, string Close, ValueNotation Notation)
{
    /// <summary>Characters of which a text must hold one to be written so; empty where any text is.</summary>
    public string Characters { get; init; } = "";

    /// <summary>Whether values are texts without quotes of the notation, which the text after them ends.</summary>
    public bool IsRaw => Kinds == ValueKinds.Text && Notation.Text == TextStyle.Raw;
}
