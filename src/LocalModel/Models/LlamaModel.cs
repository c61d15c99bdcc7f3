using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SKReasoning.LocalModel.Capture;
using SKReasoning.LocalModel.Decoding;
using SKReasoning.LocalModel.Native;
using SKReasoning.LocalModel.Prompts;

namespace SKReasoning.LocalModel;

/// <summary>A loaded GGUF model with its decode loop: weights, vocabulary, chat template and one context for many requests.</summary>
/// <remarks>Thread-safe. Dispose it when no request runs any more; requests that still run fail with <see cref="ObjectDisposedException"/>.</remarks>
public sealed class LlamaModel : IDisposable
{
    private const int DefaultContextLength = 4096;
    private const string Cpu = "CPU";

    private readonly LlamaModelHandle _handle;
    private readonly DecodeLoop _loop;
    private readonly Lazy<ChatFormat> _chatFormat;
    private readonly Lazy<ModelIdentity> _identity;

    private LlamaModel(LlamaModelHandle handle, GgufHeader header, LocalModelOptions options, IReadOnlyList<string> gpus)
    {
        _handle = handle;
        Devices = gpus.Count > 0 ? gpus : [Cpu];
        QueueLimit = options.QueueLimit;
        TimeProvider = options.TimeProvider;
        LoggerFactory = options.LoggerFactory ?? NullLoggerFactory.Instance;
        TellsContent = options.EnableSensitiveData;
        Header = header;
        ModelId = options.ModelId ?? Path.GetFileNameWithoutExtension(options.Path);
        Vocabulary = new Vocabulary(handle);
        _identity = new Lazy<ModelIdentity>(() => ModelFingerprint.Identify(header, ModelId));
        // Where a file declares no such token, llama.cpp names one all the same.
        var hasBos = Vocabulary.AddsBos || header.Integer(GgufKeys.BosToken) is not null;
        _chatFormat = new Lazy<ChatFormat>(() => new ChatFormat(Vocabulary, ChatTemplate(options), hasBos, ContextLength));
        Shape = new ModelShape(LlamaNative.llama_model_n_layer(handle.Pointer), LlamaNative.llama_model_n_head(handle.Pointer), LlamaNative.llama_model_n_embd(handle.Pointer));
        var trained = LlamaNative.llama_model_n_ctx_train(handle.Pointer);
        ContextLength = options.ContextLength > 0 ? options.ContextLength : Math.Min(trained, DefaultContextLength);

        if (ContextLength > trained && header.Tensors.Any(tensor => tensor.Name == "position_embd.weight"))
        {
            throw new ArgumentException($"'{options.Path}' has learned positions for {trained} tokens; a ContextLength of {ContextLength} goes beyond them. Ask for {trained} at most.", nameof(options));
        }

        var recurrent = LlamaNative.llama_model_is_recurrent(handle.Pointer) != 0 || LlamaNative.llama_model_is_hybrid(handle.Pointer) != 0;
        var context = new DecodeContext(handle, Shape, new ContextOptions(
            Cells: ContextLength * options.Sequences,
            options.Sequences,
            options.Threads > 0 ? options.Threads : Math.Clamp(Environment.ProcessorCount / 2, 1, 16),
            options.BatchSize,
            options.MicroBatchSize > 0 ? options.MicroBatchSize : options.BatchSize,
            options.CacheFormat,
            options.FlashAttention == FlashAttention.Auto && gpus.Count == 0 ? FlashAttention.Off : options.FlashAttention,
            HasCallback: !options.WithoutCallback,
            new CaptureOptions(options.PinsMemory, options.ReducesOnDevice)));
        var limits = new DecodeLimits(ContextLength, options.Sequences, options.QueueLimit, Vocabulary.Count, options.CaptureMemory);
        _loop = new DecodeLoop(context, Shape, limits, canRewind: !recurrent && !options.NeverRewinds, ModelId);
    }

    /// <summary>Name of the model in responses.</summary>
    public string ModelId { get; }

    /// <summary>Tells the weights and the chat template from others.</summary>
    /// <remarks>Read from the file when it is first asked for, which costs milliseconds whatever its size.</remarks>
    /// <exception cref="IOException">The file is not there any more.</exception>
    public ModelIdentity Identity => _identity.Value;

    /// <summary>Layers, query heads and hidden size.</summary>
    public ModelShape Shape { get; }

    /// <summary>Most tokens of one request, prompt and answer together.</summary>
    public int ContextLength { get; }

    /// <summary>Tokens of the vocabulary: the length of a row of logits.</summary>
    public int VocabularySize => Vocabulary.Count;

    /// <summary>Whether attention can be read; false for models without softmax attention, such as recurrent ones.</summary>
    public bool CapturesAttention => AttentionLayers.Count > 0;

    /// <summary>Requests that wait for their turn now; at <see cref="LocalModelOptions.QueueLimit"/> the next one is refused.</summary>
    public int QueueLength => _loop.QueueLength;

    /// <summary>Most requests that may wait.</summary>
    internal int QueueLimit { get; }

    /// <summary>Names of the devices that compute, in llama.cpp.</summary>
    internal IReadOnlyList<string> Devices { get; }

    /// <summary>Why the decode loop's last step failed; null where it did not.</summary>
    internal Exception? LastError => _loop.LastError;

    internal TimeProvider TimeProvider { get; }

    internal ILoggerFactory LoggerFactory { get; }

    /// <summary>Whether spans tell what prompts and turns say.</summary>
    internal bool TellsContent { get; }

    /// <summary>Layers whose attention can be read; fewer than all for hybrid models.</summary>
    internal IReadOnlySet<int> AttentionLayers { get; set; } = new HashSet<int>();

    internal GgufHeader Header { get; }

    /// <summary>The weights, for contexts beside that of the decode loop.</summary>
    internal LlamaModelHandle Handle => _handle;

    /// <exception cref="ChatTemplateException">The model's file holds no chat template, or one that cannot be parsed.</exception>
    internal ChatFormat ChatFormat => _chatFormat.Value;

    internal Vocabulary Vocabulary { get; }

    /// <summary>Loads the libraries, checks the file and loads the model.</summary>
    /// <remarks>Blocks for as long as reading the file takes. A file that passes the header check is still handed to native code: load files of strangers in a process that may die.</remarks>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all.</exception>
    /// <exception cref="NativeLibraryException">
    /// The llama.cpp libraries are missing or of another version, or layers are wanted on a GPU that cannot be used; no GPU was touched then.
    /// </exception>
    /// <exception cref="ModelFileException">The file is missing, is no GGUF file, is damaged, or holds no model that can chat.</exception>
    /// <exception cref="InvalidOperationException">The context does not fit into memory.</exception>
    public static LlamaModel Load(LocalModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options = options.Clone();
        options.Validate();
        var header = GgufHeader.Read(options.Path);
        var logger = options.LoggerFactory?.CreateLogger(LocalModelTelemetry.NativeLogCategory);
        LlamaLibrary.Load(logger);
        var placement = GpuPlacement.Choose(LlamaLibrary.Gpus, options);
        var handle = LlamaModelHandle.Load(options.Path, placement, options.CheckTensors, logger);
        LlamaModel? model = null;
        try
        {
            if (LlamaNative.llama_model_has_encoder(handle.Pointer) != 0)
            {
                throw header.Problem($"its architecture '{header.Architecture}' has an encoder, but only models that decode from left to "
                    + "right can chat. Give the path of a chat model.");
            }

            model = new LlamaModel(handle, header, options, placement.Gpus);
            SmokeTest.Run(model);
            return model;
        }
        catch
        {
            model?.Dispose();
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Token ids of a text, without BOS; texts of control tokens stay text.</summary>
    public int[] Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Vocabulary.Tokenize(text, parseSpecial: false);
    }

    /// <summary>Token ids of a text that holds control tokens in writing, as a rendered prompt does; BOS is put first where the model wants one and the text has none.</summary>
    public int[] TokenizePrompt(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Vocabulary.WithBos(Vocabulary.Tokenize(text, parseSpecial: true));
    }

    /// <summary>Renders a conversation with the model's own chat template.</summary>
    /// <remarks>Texts of control tokens inside messages and tools stay text: their tokens are not control tokens. Thread-safe; costs milliseconds.</remarks>
    /// <exception cref="ChatTemplateException">The model has no template, or it refuses the conversation or cannot be run.</exception>
    /// <exception cref="System.Text.Json.JsonException">A text is not JSON, or of another shape.</exception>
    public RenderedPrompt Render(ConversationJson conversation)
    {
        ArgumentNullException.ThrowIfNull(conversation);
        return ChatFormat.Build(conversation);
    }

    /// <summary>Drops what is cached of earlier prompts: the next request is computed from its start, as the first of a fresh model is.</summary>
    /// <remarks>
    /// A prompt that begins on a cached prefix is computed in other portions, which rounds logits differently in their last digits. Who
    /// wants the same seed to give the same text every time forgets before each request, and runs one at a time on a model of
    /// one sequence (<see cref="LocalModelOptions.Sequences"/>); with more the last digits may still differ. Thread-safe.
    /// </remarks>
    public void Forget() => _loop.Forget();

    /// <summary>The bytes that a token writes, in UTF-8; a token may hold a part of a character only.</summary>
    /// <returns>Empty for an id outside the vocabulary.</returns>
    public ReadOnlyMemory<byte> TokenBytes(int token) => Vocabulary.Bytes(token);

    /// <summary>Whether a token steers the model and is no text of its own.</summary>
    public bool IsControlToken(int token) => Vocabulary.IsControl(token);

    /// <summary>Whether the attention of a layer can be read; false for the recurrent layers of hybrid models.</summary>
    public bool HasAttention(int layer) => AttentionLayers.Contains(layer);

    /// <summary>Reads a finished text once, teacher-forced, and shows its attention, hidden states and logits.</summary>
    /// <param name="tokens">Token ids; at most <see cref="ContextLength"/>.</param>
    /// <param name="observer">Sees every token's attention rows and hidden states in the layers that it wants; null for logits only.</param>
    /// <param name="onLogits">Sees the logits after every token; null where they are not wanted.</param>
    /// <param name="cancellationToken">Ends the pass between and inside steps.</param>
    /// <remarks>Costs one prefill. The observer and the handler are called on the decode thread, in order of position for each layer.</remarks>
    /// <exception cref="ContextOverflowException">More tokens than the context holds.</exception>
    public async Task ReadAsync(IReadOnlyList<int> tokens, ITokenObserver? observer, LogitsHandler? onLogits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var work = new ReadWork(onLogits)
        {
            Prompt = [.. tokens],
            MaxNewTokens = 0,
            Observer = observer,
            LogitsFrom = onLogits is null ? int.MaxValue : 0,
            CancellationToken = cancellationToken,
        };
        Submit(work);
        await work.Completion.ConfigureAwait(false);
    }

    /// <summary>Ends the decode loop and frees the model.</summary>
    public void Dispose()
    {
        _loop.Dispose();
        _handle.Dispose();
    }

    internal void Submit(SequenceWork work) => _loop.Submit(work);

    private ChatTemplate ChatTemplate(LocalModelOptions options)
        => Header.ChatTemplate is { Length: > 0 } source
            ? new ChatTemplate(source, options.TimeProvider)
            : throw new ChatTemplateException($"'{options.Path}' holds no chat template (tokenizer.chat_template), so it cannot be chatted with. Use an instruction-tuned model.");
}
