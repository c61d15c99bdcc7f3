using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>Asks a model how probable an answer is to it after a conversation, instead of having it write one.</summary>
/// <remarks>
/// Travels in the properties of a chat request under <see cref="OptionsKey"/>; the response holds no text, and an <see cref="AnswerScore"/> in the
/// properties of its message. Send it to the client that <c>GetService&lt;IChatClient&gt;(ModelKey)</c> gives: middleware takes it for a turn. Immutable.
/// </remarks>
public sealed record AnswerScoreRequest
{
    /// <summary>Key of the request in the additional properties of chat options.</summary>
    public const string OptionsKey = "skreasoning.score_request";

    /// <summary>Service key under which a pipeline gives the chat client of the model itself, beneath all middleware; a model that cannot score answers gives none.</summary>
    public const string ModelKey = "skreasoning.model";

    /// <summary>The answer as tokens of the model, without the token that ends a turn; empty where <see cref="Text"/> gives it.</summary>
    public ImmutableArray<int> Answer { get; init; } = [];

    /// <summary>The answer as text, which the model parts into tokens itself; texts of control tokens stay text. Null where <see cref="Answer"/> gives it.</summary>
    /// <remarks>
    /// What follows the text is open: tokens that are its last one with line breaks after it count towards that one, or a full stop would be improbable to a
    /// model that writes it and the blank line after it as one token.
    /// </remarks>
    public string? Text { get; init; }

    /// <summary>Whether the attention of the answer to each text that <see cref="AnchorMarks"/> mark in the conversation is measured.</summary>
    /// <value>Default false; costs the capture of the answer's rows in all layers.</value>
    public bool Attention { get; init; }
}
