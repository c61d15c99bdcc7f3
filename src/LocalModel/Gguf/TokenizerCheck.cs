namespace SKReasoning.LocalModel;

/// <summary>Refuses tokenizers that end the process when they meet a text.</summary>
internal static class TokenizerCheck
{
    /// <exception cref="ModelFileException">The tokenizer is absent, incomplete, or none for a chat model.</exception>
    public static void Run(GgufHeader header, GgufVocabulary vocabulary)
    {
        var kind = header.Text(GgufKeys.Tokenizer)
            ?? throw header.Problem($"it has no tokenizer ({GgufKeys.Tokenizer}), so it cannot read text. Convert the model again with "
                + "its tokenizer.");
        if (kind is "no_vocab" or "none")
        {
            throw header.Problem($"its tokenizer is '{kind}': it has weights but no vocabulary. Convert the model again with its "
                + "tokenizer.");
        }

        if (kind is "bert" or "t5" or "whitespace" || header.Text(GgufKeys.PreTokenizer) == "whitespace")
        {
            throw header.Problem($"its tokenizer is of the kind '{kind}' of embedding and translation models, and does not stand every "
                + "text. Give the path of a chat model.");
        }

        if (vocabulary.Count == 0)
        {
            throw header.Problem($"its vocabulary ({GgufKeys.Tokens}) is missing or empty. Convert the model again with its tokenizer.");
        }

        if (kind == "llama")
        {
            CheckBytes(header, vocabulary);
        }

        CheckPhi3(header, vocabulary);
    }

    /// <summary>llama.cpp knows Phi-3 by the model's name, and then expects its tokens.</summary>
    private static void CheckPhi3(GgufHeader header, GgufVocabulary vocabulary)
    {
        var name = header.Text(GgufKeys.Name) ?? "";
        if (!name.Contains("phi-3", StringComparison.OrdinalIgnoreCase) && !name.Contains("phi3", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        foreach (var token in new[] { "</s>", "<unk>", "<s>", "<|endoftext|>" })
        {
            if (!vocabulary.Contains(token))
            {
                throw header.Problem($"its name '{name}' says Phi-3, but its vocabulary lacks the token {token}, so llama.cpp cannot "
                    + $"load it. Change {GgufKeys.Name} in the file.");
            }
        }
    }

    /// <summary>SentencePiece writes a character without a token as bytes, and llama.cpp does not survive a missing one.</summary>
    private static void CheckBytes(GgufHeader header, GgufVocabulary vocabulary)
    {
        for (var value = 0; value < 256; value++)
        {
            if (!vocabulary.Contains($"<0x{value:X2}>") && !vocabulary.Contains(((char)value).ToString()))
            {
                throw header.Problem($"its vocabulary has no token for the byte <0x{value:X2}>, without which llama.cpp cannot read "
                    + "every text. Convert the model again with byte fallback.");
            }
        }

        if (!(header.Count(GgufKeys.TokenTypes) >= vocabulary.Count))
        {
            throw header.Problem($"{GgufKeys.TokenTypes} does not tell the type of every token, so byte tokens would be printed as "
                + "text. Convert the model again.");
        }
    }
}
