using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Scoring;

public class AnswerReaderTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private static readonly string[] s_sentences = ["Tom has 3 times as many apples as Sara.", "Sara has 7 apples.", "How many apples does Tom have?"];

    private readonly LocalChatClient _client = new(fixture.Model);

    [Fact]
    public async Task Score_OwnAnswer_IsAsProbableAsItsTraceSays()
    {
        var trace = await TraceAsync();

        var score = await ScoreAsync(Ask(), Tokens(trace));

        Assert.Equal(trace.Tokens.Length, score.LogProbabilities.Length);
        Assert.All(score.LogProbabilities.Zip(trace.Tokens), pair => Assert.Equal(pair.Second.LogProbability, pair.First, 0.02));
        Assert.Equal(score.Sum / score.LogProbabilities.Length, score.Mean, 1e-9);
        Assert.Empty(score.Attention);
    }

    [Fact]
    public async Task Score_OtherAnswer_IsLessProbable()
    {
        var right = await ScoreAsync(Ask(), [.. fixture.Model.Tokenize("Sara has 7 apples.")]);
        var wrong = await ScoreAsync(Ask(), [.. fixture.Model.Tokenize("Sara has 9 apples.")]);

        Assert.True(right.Sum > wrong.Sum + 1, $"{right.Sum} {wrong.Sum}");
    }

    [Fact]
    public async Task Score_SecondTime_ReusesThePromptUpToTheAnswer()
    {
        var answer = Tokens(await TraceAsync());
        var first = await RequestAsync(Ask(), answer, attention: false);
        var second = await RequestAsync(Ask(), answer, attention: false);

        var prompt = second.Usage!.InputTokenCount!.Value - answer.Length + 1;
        Assert.Equal(prompt - 1, second.Usage.CachedInputTokenCount);
        Assert.All(Score(first).LogProbabilities.Zip(Score(second).LogProbabilities), pair => Assert.Equal(pair.First, pair.Second, 0.02));
    }

    [Fact]
    public async Task Score_MarkedSentences_AreSeenByTheAnswer()
    {
        var answer = Tokens(await TraceAsync());
        var plain = await ScoreAsync(Ask(), answer);

        var score = await ScoreAsync(Ask(string.Join(' ', s_sentences.Select(AnchorMarks.Wrap))), answer, attention: true);

        Assert.Equal(s_sentences.Select(sentence => fixture.Model.Tokenize(" " + sentence).Length), score.Attention.Select(attention => attention.Tokens));
        Assert.All(score.Attention, attention => Assert.InRange(attention.Share, 1e-4, 1));
        Assert.InRange(score.Attention.Sum(attention => attention.Share), 0.01, 1);
        Assert.Equal(plain.Mean, score.Mean, 1e-3);
    }

    [Fact]
    public async Task Score_AdjacentMarks_StayApart()
    {
        var score = await ScoreAsync(Ask($"{AnchorMarks.Wrap("Sara has 7 apples.")}{AnchorMarks.Wrap("😀!")}{AnchorMarks.Wrap("How many?")}"), Tokens(await TraceAsync()), attention: true);

        Assert.Equal(3, score.Attention.Length);
        Assert.All(score.Attention, attention => Assert.True(attention.Tokens > 0));
    }

    [Fact]
    public async Task Score_Attention_IsWhatAReadOfThePromptShows()
    {
        const string Sentence = "Sara has 7 apples.";
        var answer = Tokens(await TraceAsync());
        var prompt = fixture.Model.ChatFormat.BuildMarked(Ask($"{AnchorMarks.Wrap(Sentence)} How many apples does Sara have?"), null, []);
        var sum = new RowSum(prompt.Anchors[0], prompt.Tokens.Length - 1);
        await fixture.Model.ReadAsync([.. prompt.Tokens, .. answer[..^1]], sum, onLogits: null);

        var score = await ScoreAsync(Ask($"{AnchorMarks.Wrap(Sentence)} How many apples does Sara have?"), answer, attention: true);

        Assert.Equal(sum.Mean, score.Attention[0].Share, 1e-3);
    }

    [Fact]
    public async Task Score_ToolResult_IsMarkedToo()
    {
        ChatMessage[] messages =
        [
            .. Ask(),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "Stock", new Dictionary<string, object?>())]),
            new(ChatRole.Tool, [new FunctionResultContent("1", $"{AnchorMarks.Wrap("apples: 3")}\n{AnchorMarks.Wrap("pears: 4")}")]),
        ];

        var score = await ScoreAsync(messages, [.. fixture.Model.Tokenize("There are 3 apples.")], attention: true);

        Assert.Equal(2, score.Attention.Length);
    }

    [Fact]
    public async Task Score_ControlText_StaysText()
    {
        var score = await ScoreAsync(Ask($"{AnchorMarks.Wrap("Say <|im_end|> twice.")} {AnchorMarks.Wrap("Now.")}"), [.. fixture.Model.Tokenize("No")], attention: true);

        Assert.Equal(2, score.Attention.Length);
        Assert.True(score.Attention[0].Tokens > 4);
    }

    [Fact]
    public async Task Score_EmptyOrForeignAnswer_Throws()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => ScoreAsync(Ask(), []));
        await Assert.ThrowsAsync<ArgumentException>(() => ScoreAsync(Ask(), default));
        await Assert.ThrowsAsync<ArgumentException>(() => ScoreAsync(Ask(), [fixture.Model.VocabularySize]));
    }

    [Fact]
    public async Task Score_TokensAndText_Throws()
    {
        var options = new ChatOptions { AdditionalProperties = new() { [AnswerScoreRequest.OptionsKey] = new AnswerScoreRequest { Answer = [1], Text = "No." } } };

        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync(Ask(), options));
        await Assert.ThrowsAsync<ArgumentException>(() => ScoreTextAsync(Ask(), ""));
    }

    [Fact]
    public async Task Score_Text_IsTheAnswerOfItsTokens()
    {
        const string Text = "Sara has 7 apples.\n\nTom has 21 ü😀.";

        var score = await ScoreTextAsync(Ask(), Text);

        Assert.Equal(fixture.Model.Tokenize(Text), score.Tokens.Select(token => token.Id));
        Assert.Equal(Text, string.Concat(score.Tokens.Select(token => token.Text)));
        Assert.Equal(score.LogProbabilities, score.Tokens.Select(token => token.LogProbability));
        var tokens = await ScoreAsync(Ask(), [.. fixture.Model.Tokenize(Text)]);
        Assert.All(tokens.LogProbabilities.Zip(score.LogProbabilities).SkipLast(1), pair => Assert.Equal(pair.First, pair.Second, 0.02));
    }

    [Fact]
    public async Task Score_TextThatBreaksOffAfterAStep_EndsAsTheModelWouldEndTheStep()
    {
        const string Step = "Sara has 7 apples.";

        var token = await ScoreAsync(Ask(), [.. fixture.Model.Tokenize(Step)]);
        var text = await ScoreTextAsync(Ask(), Step);

        // The model writes the full stop and the blank line after it as one token.
        Assert.Equal(2, fixture.Model.Tokenize("apples.\n\n").Length);
        Assert.True(token.LogProbabilities[^1] < -3, $"{token.LogProbabilities[^1]}");
        Assert.InRange(text.LogProbabilities[^1], -0.05, 0);
    }

    [Fact]
    public async Task Score_OwnAnswerAsText_IsTheTraceOfTheTurn()
    {
        var trace = await TraceAsync();

        var read = (await ScoreTextAsync(Ask(), string.Join("\n\n", trace.Steps.Select(step => step.Text)))).ToTrace();

        Assert.Equal(trace.Tokens.Select(token => token.Id), read.Tokens.Select(token => token.Id));
        Assert.All(trace.Tokens.Zip(read.Tokens), pair => Assert.Equal(pair.First.Entropy, pair.Second.Entropy, 0.05));
        Assert.Equal(trace.Steps.Select(step => (step.FirstToken, step.TokenCount, step.Kind, step.Text)), read.Steps.Select(step => (step.FirstToken, step.TokenCount, step.Kind, step.Text)));
    }

    [Fact]
    public async Task Score_TooLong_Throws()
        => await Assert.ThrowsAsync<ContextOverflowException>(() => ScoreAsync(Ask(), [.. Enumerable.Repeat(100, fixture.Model.ContextLength)]));

    [Fact]
    public async Task Score_Cancelled_ThrowsWithTheCallersToken()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetResponseAsync(Ask(), Options([1]), cancel.Token));

        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Score_ManyCallers_GetTheirOwn()
    {
        var answer = Tokens(await TraceAsync());
        var alone = await ScoreAsync(Ask(), answer);
        var other = await ScoreAsync(Ask("Sara has 7 apples. How many apples does Sara have?"), answer);

        var scores = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => i % 2 == 0 ? ScoreAsync(Ask(), answer) : ScoreAsync(Ask("Sara has 7 apples. How many apples does Sara have?"), answer)));

        Assert.All(scores.Where((_, i) => i % 2 == 0), score => Assert.Equal(alone.Mean, score.Mean, 5e-3));
        Assert.All(scores.Where((_, i) => i % 2 == 1), score => Assert.Equal(other.Mean, score.Mean, 5e-3));
    }

    [Fact]
    public void GetService_ModelKey_GivesTheClientBeneathMiddleware()
    {
        using var pipeline = _client.AsBuilder().ConfigureOptions(_ => { }).Build();

        Assert.Same(_client, pipeline.GetService<IChatClient>(AnswerScoreRequest.ModelKey));
        Assert.Null(pipeline.GetService<IChatClient>("other"));
    }

    private async Task<ReasoningTrace> TraceAsync()
    {
        var options = new ChatOptions { AdditionalProperties = new() { [TraceRequest.OptionsKey] = new TraceRequest { Influence = false } } };
        return (ReasoningTrace)(await _client.GetResponseAsync(Ask(), options)).Messages[^1].AdditionalProperties![ReasoningTrace.MetadataKey]!;
    }

    private async Task<AnswerScore> ScoreTextAsync(IEnumerable<ChatMessage> messages, string text)
        => Score(await _client.GetResponseAsync(messages, new ChatOptions { AdditionalProperties = new() { [AnswerScoreRequest.OptionsKey] = new AnswerScoreRequest { Text = text } } }));

    private async Task<AnswerScore> ScoreAsync(IEnumerable<ChatMessage> messages, ImmutableArray<int> answer, bool attention = false) => Score(await RequestAsync(messages, answer, attention));

    private Task<ChatResponse> RequestAsync(IEnumerable<ChatMessage> messages, ImmutableArray<int> answer, bool attention) => _client.GetResponseAsync(messages, Options(answer, attention));

    private static AnswerScore Score(ChatResponse response) => (AnswerScore)response.Messages[^1].AdditionalProperties![AnswerScore.MetadataKey]!;

    private static ImmutableArray<int> Tokens(ReasoningTrace trace) => [.. trace.Tokens.Select(token => token.Id)];

    private static ChatOptions Options(ImmutableArray<int> answer, bool attention = false)
        => new() { AdditionalProperties = new() { [AnswerScoreRequest.OptionsKey] = new AnswerScoreRequest { Answer = answer, Attention = attention } } };

    private static ChatMessage[] Ask(string? question = null) => [new(ChatRole.System, "Think step by step."), new(ChatRole.User, question ?? string.Join(' ', s_sentences))];

    private sealed class RowSum(TokenRange range, int from) : ITokenObserver
    {
        private double _sum;
        private int _rows;

        public double Mean => _sum / _rows;

        public AttentionForms WantsAttention(int layer) => AttentionForms.Rows;

        public bool WantsHidden(int layer) => false;

        public void OnAttention(int layer, int query, AttentionRows rows)
        {
            for (var head = 0; query >= from && head < rows.Heads; head++, _rows++)
            {
                for (var key = range.First; key < range.End; key++)
                {
                    _sum += rows.Head(head)[key];
                }
            }
        }

        public void OnHidden(int layer, int position, ReadOnlySpan<float> state)
        {
        }
    }
}
