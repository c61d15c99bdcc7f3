namespace SKReasoning.TestKit.RandomModels;

/// <summary>The smallest vocabulary that reads every text: control tokens, a token a byte, and words that only the model writes.</summary>
internal static class ByteVocabulary
{
    private const int EndOfText = 0;
    private const int EndOfTurn = 2;
    private const int Normal = 1;
    private const int Control = 3;
    private const int UserDefined = 4;

    private const string Consonants = "bdfghjklmnprstvwz";
    private const string Vowels = "aeiou";
    private const int Syllables = 3;

    private static readonly string[] s_controls = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
    private static readonly string[] s_marks = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"];

    public static void AddTo(GgufHeaderWriter header, int size)
    {
        var words = size - s_controls.Length - s_marks.Length - 256;
        ArgumentOutOfRangeException.ThrowIfNegative(words, nameof(size));
        header.Add("tokenizer.ggml.model", "gpt2");
        header.Add("tokenizer.ggml.pre", "gpt-2");
        header.Add("tokenizer.ggml.tokens", [.. s_controls, .. s_marks, .. Enumerable.Range(0, 256).Select(Byte), .. Enumerable.Range(0, words).Select(Word)]);
        header.Add("tokenizer.ggml.token_type", [.. s_controls.Select(_ => Control), .. s_marks.Select(_ => UserDefined), .. Enumerable.Repeat(Normal, 256 + words)]);
        header.Add("tokenizer.ggml.merges", Array.Empty<string>());
        header.Add("tokenizer.ggml.bos_token_id", (uint)EndOfText);
        header.Add("tokenizer.ggml.eos_token_id", (uint)EndOfTurn);
        header.Add("tokenizer.ggml.eot_token_id", (uint)EndOfTurn);
        header.Add("tokenizer.ggml.padding_token_id", (uint)EndOfText);
        header.Add("tokenizer.ggml.add_bos_token", false);
    }

    /// <summary>A byte as GPT-2 writes it: visible Latin-1 characters as they are, the others moved up to U+0100 in their order.</summary>
    private static string Byte(int value)
        => ((char)(IsVisible(value) ? value : 256 + Enumerable.Range(0, value).Count(v => !IsVisible(v)))).ToString();

    private static bool IsVisible(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);

    /// <summary>A word of three syllables after a space, another for each index below 614125.</summary>
    private static string Word(int index)
    {
        var word = Byte(' ');
        for (var i = 0; i < Syllables; i++)
        {
            word += $"{Consonants[index % Consonants.Length]}{Vowels[index / Consonants.Length % Vowels.Length]}";
            index /= Consonants.Length * Vowels.Length;
        }

        return word;
    }
}
