using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Prompts;

/// <summary>How a model is talked to: its chat template, how it writes calls and thoughts, and how a conversation becomes tokens. Thread-safe.</summary>
internal sealed class ChatFormat
{
    private readonly Vocabulary _vocabulary;
    private readonly ChatTemplate _template;
    private readonly MessageJson _json;
    private readonly string _bos;
    private readonly string _eos;
    private readonly int _contextLength;
    private volatile bool _collapsesNullable;

    /// <param name="vocabulary">Tokens of the model.</param>
    /// <param name="template">The model's template.</param>
    /// <param name="hasBos">Whether the model has a token that begins a prompt.</param>
    /// <param name="contextLength">Tokens that the context holds for one request.</param>
    public ChatFormat(Vocabulary vocabulary, ChatTemplate template, bool hasBos, int contextLength)
    {
        _contextLength = contextLength;
        _vocabulary = vocabulary;
        _template = template;
        _bos = hasBos ? vocabulary.Text(vocabulary.Bos) : "";
        _eos = vocabulary.Text(vocabulary.EndToken);
        string[] specials = [.. vocabulary.SpecialTexts.Where(special => IsStructure(special, template)).Select(special => special.Text)];
        _json = new MessageJson(new ControlTextGuard(specials), template.ArgumentsAsText, template.ShortCallIds);
        OwnCalls = new ToolCallProbe(template, specials, vocabulary.EndTexts, _bos, _eos).Run();
        Thoughts = ThoughtTags.Find(template.Source);
    }

    /// <summary>How the model writes tool calls.</summary>
    public ToolCallFormat Calls => OwnCalls ?? ToolCallFormat.Envelope;

    /// <summary>What the model writes around thoughts; null where it has no such tags.</summary>
    public ThoughtTags? Thoughts { get; }

    private ToolCallFormat? OwnCalls { get; }

    /// <summary>The tokens of a conversation, ready for the model's next turn.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="instructions">Put before the first system message, or in its place.</param>
    /// <param name="tools">Tools that the turn may call.</param>
    /// <param name="wantsAnchors">Whether the anchors are found: what is marked, else the last message of the user.</param>
    /// <exception cref="ArgumentException">Anchors are wanted, but there is nothing to anchor; or a call's arguments or result have no form in JSON.</exception>
    /// <exception cref="ContextOverflowException">The prompt is so long that it cannot fit, whatever its tokens are.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, or cannot be run.</exception>
    /// <exception cref="NotSupportedException">A message holds something that is no text, tool call or tool result.</exception>
    public Prompt Build(IReadOnlyList<ChatMessage> messages, string? instructions, IReadOnlyCollection<AIFunctionDeclaration> tools, bool wantsAnchors = false)
    {
        var question = wantsAnchors ? Question(messages, instructions) : null;
        (messages, instructions, tools) = Tell(messages, instructions, tools);
        var text = Render(_json.Messages(messages, instructions, wantsAnchors ? message => message == question : null), tools);
        var places = wantsAnchors ? AnchorPlaces.Take(ref text) : [];
        if (wantsAnchors && places.Count == 0)
        {
            throw new ArgumentException("What is anchored does not show in the prompt that the model's template renders. Mark other text, or leave the anchor request out.", nameof(messages));
        }

        CheckLength(text);
        var tokens = Tokenize(text, out var pieces);
        return new Prompt(
            tokens,
            StartsInThought(text),
            places.Count == 0 ? [] : new TokenAlignment(_vocabulary, text.Split(ControlTextGuard.Mark), pieces).Find(places, tokens.Length));
    }

    /// <summary>A conversation that is given as JSON, rendered and tokenised like any other; tools that the template does not know are not explained.</summary>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, or cannot be run.</exception>
    /// <exception cref="System.Text.Json.JsonException">A text is not JSON, or of another shape.</exception>
    public RenderedPrompt Build(ConversationJson conversation)
    {
        var text = _template.Render(
            _json.Guarded(conversation.Messages),
            conversation.Tools is { } tools ? _json.Guarded(tools) : null,
            conversation.AddGenerationPrompt,
            conversation.BosToken ?? _bos,
            conversation.EosToken ?? _eos,
            conversation.Variables);
        return new RenderedPrompt(text.Replace(ControlTextGuard.Mark.ToString(), "", StringComparison.Ordinal), Tokenize(text, out _));
    }

    /// <summary>The same with the tokens of each marked text, in messages and in results of tools, as an anchor of its own; with none where they cannot be found.</summary>
    /// <inheritdoc cref="Build(IReadOnlyList{ChatMessage}, string?, IReadOnlyCollection{AIFunctionDeclaration}, bool)"/>
    public Prompt BuildMarked(IReadOnlyList<ChatMessage> messages, string? instructions, IReadOnlyCollection<AIFunctionDeclaration> tools)
    {
        (messages, instructions, tools) = Tell(messages, instructions, tools);
        var text = Render(_json.Messages(messages, instructions, _ => false, marksResults: true), tools);
        var places = AnchorPlaces.Take(ref text);
        CheckLength(text);
        var tokens = Tokenize(text, out var pieces);
        return new Prompt(tokens, StartsInThought(text), FindEach(new TokenAlignment(_vocabulary, text.Split(ControlTextGuard.Mark), pieces), places, tokens.Length));
    }

    private static ImmutableArray<TokenRange> FindEach(TokenAlignment alignment, List<Range> places, int tokens)
    {
        try
        {
            return alignment.FindEach(places, tokens);
        }
        catch (NotSupportedException)
        {
            // A tokeniser that rewrites its text: what is asked for can be scored all the same.
            return [];
        }
    }

    private (IReadOnlyList<ChatMessage>, string?, IReadOnlyCollection<AIFunctionDeclaration>) Tell(
        IReadOnlyList<ChatMessage> messages, string? instructions, IReadOnlyCollection<AIFunctionDeclaration> tools)
    {
        if (OwnCalls is not null)
        {
            return (messages, instructions, tools);
        }

        (messages, instructions) = EnvelopePrompt.Write(messages, instructions, tools, new MessageJson(ControlTextGuard.None, false, false).Tools(tools));
        return (messages, instructions, []);
    }

    private bool StartsInThought(string text) => Thoughts is { } tags && text.TrimEnd().EndsWith(tags.Open, StringComparison.Ordinal);

    // Null where something is marked: then the marks say what is anchored.
    private static ChatMessage? Question(IReadOnlyList<ChatMessage> messages, string? instructions)
        => IsMarked(instructions ?? "") || messages.Any(message => IsMarked(message.Text)) ? null
            : messages.LastOrDefault(message => message.Role == ChatRole.User && !string.IsNullOrWhiteSpace(message.Text))
                ?? throw new ArgumentException("There is nothing to anchor: the conversation has no message of the user, and nothing in it is marked.", nameof(messages));

    private static bool IsMarked(string text) => !AnchorMarks.Read(text).Anchors.IsEmpty;

    // Tokenisers take their time over long texts, and some end the process on them: what cannot fit is not tokenised, nor rendered.
    private void CheckLength(string text)
    {
        if (text.Length > _contextLength && text.Length / _vocabulary.LongestToken is var tokens && tokens > _contextLength)
        {
            throw new ContextOverflowException(tokens, _contextLength, isLeast: true);
        }
    }

    private string Render(string messages, IReadOnlyCollection<AIFunctionDeclaration> tools)
    {
        CheckLength(messages);
        if (!_collapsesNullable)
        {
            try
            {
                return _template.Render(messages, _json.Tools(tools), addGenerationPrompt: true, _bos, _eos);
            }
            catch (ChatTemplateException e) when (tools.Count > 0 && !e.IsRaisedByTemplate)
            {
                // Such as a macro that never ends on {"type": ["string", "null"]}, which is what .NET writes for an optional text.
            }
        }

        var text = _template.Render(messages, _json.Tools(tools, collapseNullable: true), addGenerationPrompt: true, _bos, _eos);
        _collapsesNullable = true;
        return text;
    }

    private int[] Tokenize(string text, out List<int[]> pieces)
    {
        pieces = [.. text.Split(ControlTextGuard.Mark).Select(piece => _vocabulary.Tokenize(piece, parseSpecial: true))];
        return _vocabulary.WithBos([.. pieces.SelectMany(piece => piece)]);
    }

    // Added tokens that no template writes, such as runs of blanks or HTML tags, are text like any other. Some templates put tags together
    // from parts, so the form of a tag counts too.
    private static bool IsStructure(SpecialTokenText special, ChatTemplate template)
        => special.IsControl
            || (!string.IsNullOrWhiteSpace(special.Text)
                && (special.Text.Contains('|', StringComparison.Ordinal) || special.Text.StartsWith('[') || template.Source.Contains(special.Text, StringComparison.Ordinal)));
}
