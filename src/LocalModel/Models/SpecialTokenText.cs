namespace SKReasoning.LocalModel;

/// <summary>The text of a token that stands for itself: a control token, or an added one such as a tool-call tag.</summary>
/// <param name="Text">Text that the tokenizer turns into the single token.</param>
/// <param name="IsControl">Whether the token steers the model; false for added tokens that are text to it.</param>
internal sealed record SpecialTokenText(string Text, bool IsControl);
