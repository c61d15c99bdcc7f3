using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Chat;
using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel.Scoring;

/// <summary>Answers requests that ask how probable an answer is. Thread-safe.</summary>
internal sealed class AnswerReader(LlamaModel model)
{
    /// <summary>Reads the answer after the conversation, as a turn of the same request would be prompted.</summary>
    /// <exception cref="ArgumentException">The answer is empty or holds a token that the vocabulary does not have.</exception>
    public async Task<ChatResponseUpdate> ReadAsync(
        IReadOnlyList<ChatMessage> messages, ChatOptions? options, AnswerScoreRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Answer.IsDefaultOrEmpty || request.Answer.Any(token => (uint)token >= (uint)model.VocabularySize))
        {
            throw new ArgumentException($"The answer to score must have at least one token, and only tokens of the vocabulary (0 to {model.VocabularySize - 1}).", nameof(request));
        }

        var tools = ChatOptionsReader.Tools(options);
        var watches = request.Attention && model.CapturesAttention;
        var prompt = watches
            ? model.ChatFormat.BuildMarked(messages, options?.Instructions, tools)
            : model.ChatFormat.Build(messages, options?.Instructions, tools);

        // A template may leave a message out or write it twice; then nobody knows which text is which.
        var attention = watches && !prompt.Anchors.IsEmpty && prompt.Anchors.Length == Marks(messages, options?.Instructions) ? new AnswerAttention(prompt.Anchors) : null;
        var work = new ScoreWork(prompt.Tokens, request.Answer, model.VocabularySize) { Observer = attention, CancellationToken = cancellationToken };
        model.Submit(work);
        await work.Completion.ConfigureAwait(false);
        return new ChatResponseUpdate
        {
            FinishReason = ChatFinishReason.Stop,
            AdditionalProperties = new() { [AnswerScore.MetadataKey] = new AnswerScore([.. work.LogProbabilities], attention?.Shares() ?? []) },
            Contents = [new UsageContent(new UsageDetails { InputTokenCount = work.Prompt.Count, OutputTokenCount = 0, TotalTokenCount = work.Prompt.Count, CachedInputTokenCount = work.ReusedTokens })],
        };
    }

    private static int Marks(IReadOnlyList<ChatMessage> messages, string? instructions)
        => Marks(instructions ?? "") + messages.Sum(message => Marks(message.Text) + message.Contents.OfType<FunctionResultContent>().Sum(result => Marks(ToolResultText.Of(result))));

    private static int Marks(string text)
    {
        var marked = AnchorMarks.Read(ControlTextGuard.Strip(text));
        return marked.Anchors.Count(range => !string.IsNullOrWhiteSpace(marked.Text[range]));
    }
}
