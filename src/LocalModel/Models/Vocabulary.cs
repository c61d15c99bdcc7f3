using System.Text;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel;

/// <summary>The tokens of a model: text to token ids and back. Thread-safe.</summary>
internal sealed unsafe class Vocabulary
{
    // llama_token_attr: control tokens steer the model, and the unknown token is parsed like them; user-defined ones are single added
    // tokens such as <tool_call>.
    private const int ControlAttribute = (1 << 3) | (1 << 0);
    private const int UserDefinedAttribute = 1 << 4;

    private readonly nint _vocab;
    private readonly LlamaModelHandle _owner;
    private readonly Dictionary<int, byte[]> _special = [];
    private readonly HashSet<int> _control = [];
    private readonly HashSet<int> _ends = [];
    private readonly Lazy<int> _longest;

    public Vocabulary(LlamaModelHandle model)
    {
        _owner = model;
        _vocab = LlamaNative.llama_model_get_vocab(model.Pointer);
        Count = LlamaNative.llama_vocab_n_tokens(_vocab);
        _longest = new Lazy<int>(() => Enumerable.Range(0, Count).Max(token => Bytes(token).Length));
        Bos = LlamaNative.llama_vocab_bos(_vocab);
        AddsBos = LlamaNative.llama_vocab_get_add_bos(_vocab) != 0;

        var specials = new List<SpecialTokenText>();
        for (var token = 0; token < Count; token++)
        {
            if (LlamaNative.llama_vocab_is_eog(_vocab, token) != 0)
            {
                _ends.Add(token);
            }

            var attribute = LlamaNative.llama_vocab_get_attr(_vocab, token);
            if ((attribute & (ControlAttribute | UserDefinedAttribute)) != 0)
            {
                var piece = Piece(token);
                _special[token] = piece;
                if ((attribute & ControlAttribute) != 0)
                {
                    _control.Add(token);
                }

                if (piece.Length > 0)
                {
                    specials.Add(new SpecialTokenText(Encoding.UTF8.GetString(piece), (attribute & ControlAttribute) != 0));
                }
            }
        }

        SpecialTexts = specials;
        Mask = LlamaNative.llama_vocab_mask(_vocab);
        Padding = LlamaNative.llama_vocab_pad(_vocab);
        EndTexts = [.. _ends.Order().Select(Text)];
        var eos = LlamaNative.llama_vocab_eos(_vocab);
        EndToken = EndsGeneration(eos) ? eos : _ends.Order().FirstOrDefault(-1);
    }

    public int Count { get; }

    public int Bos { get; }

    /// <summary>A token that ends the model's turn; −1 where the vocabulary has none.</summary>
    public int EndToken { get; }

    /// <summary>The token that stands for hidden text; −1 where the vocabulary has none.</summary>
    public int Mask { get; }

    /// <summary>The padding token; −1 where the vocabulary has none.</summary>
    public int Padding { get; }

    /// <summary>Bytes of the longest token.</summary>
    /// <remarks>Found on first use, in milliseconds.</remarks>
    public int LongestToken => _longest.Value;

    /// <summary>Whether every prompt starts with <see cref="Bos"/>.</summary>
    public bool AddsBos { get; }

    /// <summary>Texts of the control tokens and of the added tokens.</summary>
    public IReadOnlyList<SpecialTokenText> SpecialTexts { get; }

    /// <summary>Texts of the tokens that end the model's turn.</summary>
    public IReadOnlyList<string> EndTexts { get; }

    /// <summary>The model that the vocabulary is a part of.</summary>
    public LlamaModelHandle Owner => _owner;

    /// <summary>The native vocabulary, valid while a reference on <see cref="Owner"/> is held.</summary>
    public nint Pointer => _vocab;

    /// <summary>Whether the token ends the model's turn.</summary>
    public bool EndsGeneration(int token) => _ends.Contains(token);

    /// <summary>Whether the token steers the model and is no text of its own.</summary>
    public bool IsControl(int token) => _control.Contains(token);

    /// <summary>The text of a token; empty where it is out of range or the token has none.</summary>
    public string Text(int token) => Encoding.UTF8.GetString(Bytes(token));

    /// <summary>The text of several tokens, which may share characters.</summary>
    public string Text(IEnumerable<int> tokens) => Encoding.UTF8.GetString([.. tokens.SelectMany(Bytes)]);

    /// <summary>The bytes that a token writes; a token may hold a part of a character only.</summary>
    public byte[] Bytes(int token)
        => token < 0 || token >= Count ? [] : _special.TryGetValue(token, out var special) ? special : Piece(token);

    /// <summary>Token ids of <paramref name="text"/>, without BOS.</summary>
    /// <param name="text">Any text; invalid UTF-16 becomes U+FFFD.</param>
    /// <param name="parseSpecial">Whether the texts of control tokens become control tokens: only for text of the template.</param>
    public int[] Tokenize(string text, bool parseSpecial)
    {
        if (text.Length == 0)
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var tokens = new int[bytes.Length + 8];
        var count = Tokenize(bytes, tokens, parseSpecial);
        if (count < 0)
        {
            tokens = new int[-count];
            count = Tokenize(bytes, tokens, parseSpecial);
        }

        return tokens[..count];
    }

    /// <summary>The first control or added token whose text satisfies a condition; −1 where none does.</summary>
    public int FindSpecial(Predicate<string> condition)
        => _special.Keys.Order().FirstOrDefault(token => condition(Text(token)), -1);

    /// <summary>Token ids of a text at the start of a line: without the blank that some vocabularies put before a text.</summary>
    public int[] TokenizeLine(string text)
    {
        const string LineEnd = "\n";
        var tokens = Tokenize(LineEnd + text, parseSpecial: false);
        var before = "";
        for (var i = 0; i < tokens.Length; i++)
        {
            before += Text(tokens[i]);
            if (before.TrimStart(' ') == LineEnd)
            {
                return tokens[(i + 1)..];
            }
        }

        return Tokenize(text, parseSpecial: false);
    }

    /// <summary>The tokens with <see cref="Bos"/> first, where every prompt starts with it.</summary>
    public int[] WithBos(int[] tokens) => AddsBos && (tokens.Length == 0 || tokens[0] != Bos) ? [Bos, .. tokens] : tokens;

    private int Tokenize(byte[] bytes, int[] tokens, bool parseSpecial)
    {
        using var reference = new NativeReference(_owner);
        fixed (byte* text = bytes)
        fixed (int* destination = tokens)
        {
            return LlamaNative.llama_tokenize(_vocab, text, bytes.Length, destination, tokens.Length, addSpecial: 0, parseSpecial ? (byte)1 : (byte)0);
        }
    }

    private byte[] Piece(int token)
    {
        using var reference = new NativeReference(_owner);
        var buffer = new byte[64];
        for (; ; )
        {
            int length;
            fixed (byte* destination = buffer)
            {
                length = LlamaNative.llama_token_to_piece(_vocab, token, destination, buffer.Length, lstrip: 0, special: 1);
            }

            if (length >= 0)
            {
                return buffer[..length];
            }

            buffer = new byte[-length];
        }
    }
}
