using System.Text;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Inspect;

/// <summary>The texts of a sequence of tokens, whose characters may be spread over several of them.</summary>
internal static class TokenTexts
{
    /// <summary>What each token adds to the text: empty for a part of a character that a later token completes.</summary>
    public static string[] Each(LlamaModel model, IReadOnlyList<int> tokens)
    {
        var decoder = Encoding.UTF8.GetDecoder();
        var texts = new string[tokens.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var bytes = model.TokenBytes(tokens[i]).Span;
            var characters = new char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
            texts[i] = new string(characters, 0, decoder.GetChars(bytes, characters, flush: i == texts.Length - 1));
        }

        return texts;
    }
}
