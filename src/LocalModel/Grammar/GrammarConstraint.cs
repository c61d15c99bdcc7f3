using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Which tokens may follow in a text that must match a grammar.</summary>
/// <remarks>
/// Every token is checked before it is accepted: llama.cpp ends the process on one that the grammar forbids. A check of one token
/// costs microseconds, so tokens are drawn first and checked then. Not thread-safe.
/// </remarks>
internal sealed unsafe class GrammarConstraint : IDisposable
{
    private readonly Vocabulary _vocabulary;
    private GrammarHandle _grammar;
    private TokenData[] _candidates = [];

    /// <param name="vocabulary">Tokens of the model.</param>
    /// <param name="grammar">GBNF text with a rule named root.</param>
    /// <exception cref="ArgumentException">llama.cpp cannot parse the grammar.</exception>
    public GrammarConstraint(Vocabulary vocabulary, string grammar)
    {
        _vocabulary = vocabulary;
        _grammar = GrammarHandle.Create(vocabulary.Owner, vocabulary.Pointer, grammar);
    }

    /// <summary>Whether the text so far is a whole one, after which the model may end.</summary>
    public bool IsComplete => _vocabulary.EndToken >= 0 && Allows(_grammar, _vocabulary.EndToken);

    /// <summary>Whether <paramref name="token"/> may follow; a number that is no token of the vocabulary may not.</summary>
    public bool Allows(int token) => (uint)token < (uint)_vocabulary.Count && Allows(_grammar, token);

    /// <summary>Sets the scores of all tokens that may not follow to −∞.</summary>
    /// <param name="scores">Shape (vocabulary); those that are −∞ already are not looked at.</param>
    /// <remarks>One native call for all tokens: far less than <see cref="Allows(int)"/> for each of them.</remarks>
    /// <exception cref="ArgumentException">There are more scores than tokens.</exception>
    public void Restrict(Span<float> scores)
    {
        if (scores.Length > _vocabulary.Count)
        {
            throw new ArgumentException($"There are {scores.Length} scores, but {_vocabulary.Count} tokens.", nameof(scores));
        }

        if (_candidates.Length < scores.Length)
        {
            _candidates = new TokenData[scores.Length];
        }

        var count = 0;
        for (var token = 0; token < scores.Length; token++)
        {
            if (!float.IsNegativeInfinity(scores[token]))
            {
                _candidates[count++] = new TokenData { Id = token };
            }
        }

        fixed (TokenData* data = _candidates)
        {
            var candidates = new TokenDataArray { Data = data, Size = (nuint)count, Selected = -1 };
            LlamaNative.llama_sampler_apply(_grammar.Pointer, &candidates);
        }

        foreach (var candidate in _candidates.AsSpan(0, count))
        {
            if (float.IsNegativeInfinity(candidate.Logit))
            {
                scores[candidate.Id] = float.NegativeInfinity;
            }
        }
    }

    /// <exception cref="InvalidOperationException">The grammar forbids the token.</exception>
    public void Accept(int token)
    {
        if (!Allows(token))
        {
            throw new InvalidOperationException($"The grammar does not allow token {token} here.");
        }

        LlamaNative.llama_sampler_accept(_grammar.Pointer, token);
    }

    /// <summary>Whether <paramref name="text"/> may follow.</summary>
    public bool AllowsText(string text)
    {
        if (text.Length == 0)
        {
            return true;
        }

        using var trial = _grammar.Clone();
        return TryAccept(trial, text);
    }

    /// <summary>Takes <paramref name="text"/> as written.</summary>
    /// <exception cref="InvalidOperationException">The grammar forbids it; nothing of it is taken.</exception>
    public void AcceptText(string text)
    {
        var trial = _grammar.Clone();
        if (!TryAccept(trial, text))
        {
            trial.Dispose();
            throw new InvalidOperationException($"The grammar does not allow the text '{text}' here.");
        }

        _grammar.Dispose();
        _grammar = trial;
    }

    public void Dispose() => _grammar.Dispose();

    private static bool Allows(GrammarHandle grammar, int token)
    {
        var candidate = new TokenData { Id = token, Logit = 0 };
        var candidates = new TokenDataArray { Data = &candidate, Size = 1, Selected = -1 };
        LlamaNative.llama_sampler_apply(grammar.Pointer, &candidates);
        return !float.IsNegativeInfinity(candidate.Logit);
    }

    private bool TryAccept(GrammarHandle grammar, string text)
    {
        foreach (var token in _vocabulary.Tokenize(text, parseSpecial: false))
        {
            if (!Allows(grammar, token))
            {
                return false;
            }

            LlamaNative.llama_sampler_accept(grammar.Pointer, token);
        }

        return true;
    }
}
