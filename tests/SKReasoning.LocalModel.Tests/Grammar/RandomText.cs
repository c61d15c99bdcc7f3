using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Grammar;

/// <summary>Texts of a grammar, drawn token by token from those that the native grammar allows.</summary>
internal sealed unsafe class RandomText(Vocabulary vocabulary, string gbnf)
{
    // Past this many tokens the walk closes what it can; past the limit it gives up.
    private const int Budget = 30;
    private const int Limit = 400;

    private readonly string[] _pieces = [.. Enumerable.Range(0, vocabulary.Count).Select(vocabulary.Text)];

    /// <summary>A whole text; null where the walk did not come to an end.</summary>
    public string? Draw(Random random)
    {
        using var grammar = GrammarHandle.Create(vocabulary.Owner, vocabulary.Pointer, gbnf);
        var bytes = new List<byte>();
        for (var step = 0; step < Limit; step++)
        {
            var allowed = Allowed(grammar);
            Assert.NotEmpty(allowed);
            var wanted = step > Budget || random.Next(4) == 0 ? Closing(allowed) : allowed;
            var next = wanted[random.Next(wanted.Count)];
            if (vocabulary.EndsGeneration(next))
            {
                return System.Text.Encoding.UTF8.GetString([.. bytes]);
            }

            LlamaNative.llama_sampler_accept(grammar.Pointer, next);
            bytes.AddRange(vocabulary.Bytes(next));
        }

        return null;
    }

    // What ends a value, else what stands between values, else anything.
    private List<int> Closing(List<int> allowed)
    {
        var ends = allowed.Where(token => vocabulary.EndsGeneration(token) || _pieces[token] is "\"" or "}" or "]" or "]}" or "\"}").ToList();
        var marks = ends.Count > 0 ? ends : [.. allowed.Where(token => _pieces[token] is "@" or "." or ":" or "," or "null" or "n" or "0")];
        return marks.Count > 0 ? marks : allowed;
    }

    private List<int> Allowed(GrammarHandle grammar)
    {
        var tokens = new TokenData[vocabulary.Count];
        for (var token = 0; token < tokens.Length; token++)
        {
            tokens[token].Id = token;
        }

        fixed (TokenData* data = tokens)
        {
            var candidates = new TokenDataArray { Data = data, Size = (nuint)tokens.Length, Selected = -1 };
            LlamaNative.llama_sampler_apply(grammar.Pointer, &candidates);
        }

        return [.. tokens.Where(token => !float.IsNegativeInfinity(token.Logit)).Select(token => token.Id)];
    }
}
