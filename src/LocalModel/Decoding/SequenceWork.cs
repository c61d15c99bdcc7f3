using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>One request to the decode loop: a prompt, and what to do with the logits after each token.</summary>
/// <remarks>
/// The loop calls the work on its own thread only; whoever waits for the result uses <see cref="Completion"/>. A work may have a second,
/// masked sequence: the same text with some tokens hidden. Both are decoded side by side, and their logits arrive together.
/// </remarks>
internal abstract class SequenceWork
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isRunning;
    private List<int>? _tokens;

    /// <summary>Tokens to prefill; at least one.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>Most tokens after the prompt that the loop keeps room for.</summary>
    public required int MaxNewTokens { get; set; }

    /// <summary>The sequence: the prompt, and what the work appends to it.</summary>
    public List<int> Tokens => _tokens ??= [.. Prompt];

    /// <summary>The masked sequence; null where there is none. Set before the work is submitted, changed by <see cref="SwitchMasked"/> only.</summary>
    public List<int>? Masked { get; protected set; }

    /// <summary>Who sees attention and hidden states of the tokens from <see cref="ObserveFrom"/> on.</summary>
    public ITokenObserver? Observer { get; init; }

    /// <summary>First position that the observer must see; a cached prefix is reused up to here at most.</summary>
    public int ObserveFrom { get; init; }

    /// <summary>First position whose attention may be steered: the cache from here on serves nobody else.</summary>
    public int SteerFrom { get; init; } = int.MaxValue;

    /// <summary>First prompt position after which logits are wanted; a cached prefix is reused up to here at most. After the last token they always are.</summary>
    public int LogitsFrom { get; init; } = int.MaxValue;

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Leading tokens of the prompt that were in the cache already; set by the loop when the work starts.</summary>
    public int ReusedTokens { get; set; }

    /// <summary>Tokens that were decoded for the masked sequence; counted by the loop.</summary>
    public int MaskedDecodes { get; set; }

    /// <summary>How the masked sequence was exchanged since the loop last looked; it takes the value.</summary>
    public MaskedSwitch Switched { get; set; }

    /// <summary>Ends when the loop has let go of the sequence: successfully, cancelled, or with the error.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Sequences that the work needs at the same time.</summary>
    public int Sequences => Masked is null ? 1 : 2;

    /// <summary>Whether a slot decodes it now; false while it waits and once it has ended.</summary>
    public bool IsRunning
    {
        get => _isRunning;
        set => _isRunning = value;
    }

    /// <summary>Takes the logits after the token at <paramref name="position"/>, appends what follows to the sequences, and says whether they go on.</summary>
    /// <param name="position">Position of the token; inside the prompt nothing may be appended, and the result is ignored.</param>
    /// <param name="logits">Shape (vocabulary); valid during the call only.</param>
    /// <param name="masked">Logits of the masked sequence after its last token; empty where there is none.</param>
    public abstract bool OnLogits(int position, ReadOnlySpan<float> logits, ReadOnlySpan<float> masked);

    /// <summary>How the attention of the token at <paramref name="position"/> is steered; null for not at all. Asked from <see cref="SteerFrom"/> on.</summary>
    public virtual AttentionBias? BiasOf(int position) => null;

    /// <summary>Called once, by the loop, when the work has left the queue. Must not throw.</summary>
    public virtual void OnStarted()
    {
    }

    /// <summary>Called once, by the loop, when the sequence has ended.</summary>
    public void Complete(Exception? error)
    {
        OnEnded(error);
        if (error is OperationCanceledException)
        {
            _completion.TrySetCanceled(CancellationToken);
        }
        else if (error is not null)
        {
            _completion.TrySetException(error);
        }
        else
        {
            _completion.TrySetResult();
        }
    }

    /// <summary>Appends one token to the sequence and has it go on.</summary>
    protected bool Continue(int token)
    {
        Tokens.Add(token);
        return true;
    }

    /// <summary>Has another masked sequence follow from here on; what of it is in the cache already is not decoded again.</summary>
    /// <param name="tokens">The masked sequence up to here.</param>
    /// <param name="keepsCurrent">Whether the work will come back to the one that it leaves.</param>
    protected void SwitchMasked(List<int> tokens, bool keepsCurrent)
    {
        Masked = tokens;
        Switched = keepsCurrent ? MaskedSwitch.Keep : MaskedSwitch.Drop;
    }

    /// <summary>Lets a derived work close its own outputs before <see cref="Completion"/> ends. Must not throw.</summary>
    protected virtual void OnEnded(Exception? error)
    {
    }
}
