namespace SKReasoning.Cli.Render;

/// <summary>A token of a prompt.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">Its text; a part of a character shows as U+FFFD.</param>
/// <param name="IsControl">Whether it steers the model and is no text of its own.</param>
internal readonly record struct RenderedToken(int Id, string Text, bool IsControl);
