namespace SKReasoning.LocalModel;

/// <summary>A conversation as a model sees it: the text that its chat template gives, and its tokens.</summary>
/// <param name="Text">The rendered text, exactly; what the tokens spell, except for a BOS token that the template leaves to the tokenizer.</param>
/// <param name="Tokens">Token ids, BOS included where the model wants one.</param>
public sealed record RenderedPrompt(string Text, IReadOnlyList<int> Tokens);
