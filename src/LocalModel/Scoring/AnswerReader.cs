using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Chat;
using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Scoring;

/// <summary>Answers requests that ask how probable an answer is. Thread-safe.</summary>
internal sealed class AnswerReader(LlamaModel model)
{
    private static readonly string[] s_lineBreaks = ["\n", "\n\n"];

    /// <summary>Reads the answer after the conversation, as a turn of the same request would be prompted.</summary>
    /// <exception cref="ArgumentException">The answer is empty, is given both as tokens and as text, or holds a token that the vocabulary does not have.</exception>
    public async Task<ChatResponseUpdate> ReadAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, AnswerScoreRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = Answer(request);
        var tools = ChatOptionsReader.Tools(options);
        var watches = request.Attention && model.CapturesAttention;
        var prompt = watches
            ? model.ChatFormat.BuildMarked(messages, options?.Instructions, tools)
            : model.ChatFormat.Build(messages, options?.Instructions, tools);

        // A template may leave a message out or write it twice; then nobody knows which text is which.
        var attention = watches && !prompt.Anchors.IsEmpty && prompt.Anchors.Length == Marks(messages, options?.Instructions) ? new AnswerAttention(prompt.Anchors) : null;
        var work = new ScoreWork(prompt.Tokens, answer, request.Text is null ? [] : Endings(answer[^1]), model.VocabularySize) { Observer = attention, CancellationToken = cancellationToken };
        model.Submit(work);
        await work.Completion.ConfigureAwait(false);
        var score = new AnswerScore([.. work.AnswerTokens.Select(token => token.LogProbability)], attention?.Shares() ?? []) { Tokens = WithTexts(work.AnswerTokens) };
        return new ChatResponseUpdate
        {
            FinishReason = ChatFinishReason.Stop,
            AdditionalProperties = new() { [AnswerScore.MetadataKey] = score },
            Contents = [new UsageContent(new UsageDetails { InputTokenCount = work.Prompt.Count, OutputTokenCount = 0, TotalTokenCount = work.Prompt.Count, CachedInputTokenCount = work.ReusedTokens })],
        };
    }

    private ImmutableArray<int> Answer(AnswerScoreRequest request)
    {
        if (request.Text is not null && !request.Answer.IsDefaultOrEmpty)
        {
            throw new ArgumentException("The answer to score is given both as tokens and as text. Give one of them.", nameof(request));
        }

        // Every template ends the prompt with its own text, so the answer begins as a line does: without a blank put before it.
        ImmutableArray<int> answer = request.Text is { } text ? [.. model.Vocabulary.TokenizeLine(text)] : request.Answer;
        return !answer.IsDefaultOrEmpty && answer.All(token => (uint)token < (uint)model.VocabularySize)
            ? answer
            : throw new ArgumentException($"The answer to score must have at least one token, and only tokens of the vocabulary (0 to {model.VocabularySize - 1}).", nameof(request));
    }

    private ImmutableArray<int> Endings(int last)
    {
        var text = model.Vocabulary.Text(last);
        return [.. s_lineBreaks.Select(breaks => model.Vocabulary.TokenizeLine(text + breaks)).Where(tokens => tokens.Length == 1).Select(tokens => tokens[0]).Distinct()];
    }

    private ImmutableArray<ScoredToken> WithTexts(IReadOnlyList<TracedToken> tokens)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var scored = ImmutableArray.CreateBuilder<ScoredToken>(tokens.Count);
        for (var i = 0; i < tokens.Count; i++)
        {
            var bytes = model.Vocabulary.Bytes(tokens[i].Id);
            var characters = new char[decoder.GetCharCount(bytes, flush: i == tokens.Count - 1)];
            decoder.GetChars(bytes, characters, flush: i == tokens.Count - 1);
            scored.Add(new ScoredToken(tokens[i].Id, new string(characters), tokens[i].LogProbability, tokens[i].Entropy));
        }

        return scored.MoveToImmutable();
    }

    private static int Marks(IReadOnlyList<ChatMessage> messages, string? instructions)
        => Marks(instructions ?? "") + messages.Sum(message => Marks(message.Text) + message.Contents.OfType<FunctionResultContent>().Sum(result => Marks(ToolResultText.Of(result))));

    private static int Marks(string text)
    {
        var marked = AnchorMarks.Read(ControlTextGuard.Strip(text));
        return marked.Anchors.Count(range => !string.IsNullOrWhiteSpace(marked.Text[range]));
    }
}
