using System.Text;
using OpenAI.Chat;

namespace SKReasoning.OpenAI;

/// <summary>Collects the tokens that a service tells of one turn, and makes a trace of them. Not thread-safe.</summary>
internal sealed class ServiceTurn(TraceRequest request)
{
    private const int UnknownId = -1;

    private readonly StepRecorder _steps = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <summary>Adds the next tokens.</summary>
    /// <returns>Whether a step was closed and the request wants to hear of it.</returns>
    public bool Add(IEnumerable<ChatTokenLogProbabilityDetails> tokens)
    {
        var before = Closed;
        foreach (var token in tokens)
        {
            var logProbability = Math.Min(0, token.LogProbability);
            _steps.Add(new TracedToken(UnknownId, logProbability, (float)Entropy(token, logProbability)), Text(token));
        }

        return request.TellsSteps && Closed > before;
    }

    /// <summary>All steps but the one that is still being written.</summary>
    public IReadOnlyList<ReasoningStep> ClosedSteps() => Steps(Closed);

    /// <summary>The trace of the turn, which must have ended; null where the service told of no token. Called once.</summary>
    public ReasoningTrace? Trace(bool isTruncated)
    {
        if (_steps.TokenCount == 0)
        {
            return null;
        }

        _steps.End();
        return new ReasoningTrace(_steps.Tokens(), 0, [.. Steps(_steps.Count)], Attention: null, request.InfluenceOptions, Spectra: [])
        {
            IsTruncated = isTruncated,
            CanBranch = false,
        };
    }

    // The step before one that may be taken back is not closed either: it would go on.
    private int Closed => Math.Max(0, _steps.Count - (_steps.IsProvisional ? 2 : 1));

    private List<ReasoningStep> Steps(int count) => [.. Enumerable.Range(0, count).Select(step => _steps.Step(step))];

    // Tokens may hold parts of characters, which only their bytes tell.
    private string Text(ChatTokenLogProbabilityDetails token)
    {
        if (token.Utf8Bytes is not { } bytes)
        {
            return token.Token;
        }

        var characters = new char[bytes.Length + 1];
        return new string(characters, 0, _decoder.GetChars(bytes.Span, characters, flush: false));
    }

    private static double Entropy(ChatTokenLogProbabilityDetails token, float logProbability)
    {
        var others = token.TopLogProbabilities.Where(other => other.Token != token.Token).Select(other => Math.Min(0d, other.LogProbability));
        var most = token.TopLogProbabilities.Select(other => Math.Min(0d, other.LogProbability)).DefaultIfEmpty().Min();
        return EntropyBound.Of(others.Prepend(logProbability), most);
    }
}
