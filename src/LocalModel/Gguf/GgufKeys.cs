namespace SKReasoning.LocalModel;

/// <summary>Names of metadata values that are the same for all architectures.</summary>
internal static class GgufKeys
{
    public const string Alignment = "general.alignment";
    public const string Architecture = "general.architecture";
    public const string BosToken = "tokenizer.ggml.bos_token_id";
    public const string ChatTemplate = "tokenizer.chat_template";
    public const string Name = "general.name";
    public const string PreTokenizer = "tokenizer.ggml.pre";
    public const string Purpose = "general.type";
    public const string SplitCount = "split.count";
    public const string SplitIndex = "split.no";
    public const string Tokenizer = "tokenizer.ggml.model";
    public const string Tokens = "tokenizer.ggml.tokens";
    public const string TokenTypes = "tokenizer.ggml.token_type";
}
