namespace SKReasoning;

/// <summary>What examining a request cost beside the request itself.</summary>
/// <param name="Reads">Answers that were read.</param>
/// <param name="Answers">Answers that were written, samples included.</param>
/// <param name="ReadTokens">Tokens that were decoded without being written; what the cache held is not among them.</param>
/// <param name="WrittenTokens">Tokens that were written.</param>
public sealed record PruneCost(int Reads, int Answers, int ReadTokens, int WrittenTokens)
{
    /// <summary>All tokens that were decoded.</summary>
    public int Tokens => ReadTokens + WrittenTokens;
}
