using System.Text;
using SKReasoning;
using SKReasoning.LocalModel;

namespace Serve;

/// <summary>The log-probabilities of the tokens of an answer's text.</summary>
internal sealed record LogProbabilities(IReadOnlyList<LogProbabilities.Entry> Content)
{
    /// <summary>Finds the tokens that wrote a text.</summary>
    /// <param name="trace">The turn; thoughts before the text and calls after it are left out.</param>
    /// <param name="text">The text of the answer.</param>
    /// <param name="model">The model that wrote it.</param>
    /// <returns>Null for a turn without text.</returns>
    public static LogProbabilities? Of(ReasoningTrace trace, string text, LlamaModel model)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var written = trace.Steps.Where(step => step.Kind != StepKind.ToolCall).Sum(step => step.TokenCount);
        var pieces = trace.Tokens.Take(written).Select(token => model.TokenBytes(token.Id)).ToArray();
        var searched = Encoding.UTF8.GetBytes(text);
        var start = Concatenate(pieces).LastIndexOf(searched);
        var entries = new List<Entry>();
        for (int i = 0, place = 0; i < pieces.Length; place += pieces[i++].Length)
        {
            // Where a control token stands inside the text it cannot be found; then all that may belong to it does.
            if (start < 0 || (place < start + searched.Length && place + pieces[i].Length > start))
            {
                entries.Add(Entry.Of(trace.Tokens[i].LogProbability, pieces[i], i < trace.TopTokens.Length ? trace.TopTokens[i] : [], model));
            }
        }

        return new LogProbabilities(entries);
    }

    private static ReadOnlySpan<byte> Concatenate(ReadOnlyMemory<byte>[] pieces) => pieces.SelectMany(piece => piece.ToArray()).ToArray();

    /// <param name="Token">Its text; a part of a character shows as U+FFFD, and only the bytes tell it.</param>
    /// <param name="Logprob">Its log-probability.</param>
    /// <param name="Bytes">Its text in UTF-8.</param>
    /// <param name="TopLogprobs">The most probable tokens in its place.</param>
    internal sealed record Entry(string Token, float Logprob, IReadOnlyList<int> Bytes, IReadOnlyList<Alternative> TopLogprobs)
    {
        public static Entry Of(float logProbability, ReadOnlyMemory<byte> piece, IEnumerable<RankedToken> top, LlamaModel model) => new(
            Text(piece), logProbability, Numbers(piece), [.. top.Select(ranked => Alternative.Of(ranked.LogProbability, model.TokenBytes(ranked.Id)))]);
    }

    internal sealed record Alternative(string Token, float Logprob, IReadOnlyList<int> Bytes)
    {
        public static Alternative Of(float logProbability, ReadOnlyMemory<byte> piece) => new(Text(piece), logProbability, Numbers(piece));
    }

    private static string Text(ReadOnlyMemory<byte> piece) => Encoding.UTF8.GetString(piece.Span);

    // As an array of numbers, which is what the API has: bytes would become a text in base64.
    private static int[] Numbers(ReadOnlyMemory<byte> piece) => [.. piece.ToArray().Select(value => (int)value)];
}
