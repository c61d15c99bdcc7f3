namespace SKReasoning.LocalModel.Decoding;

/// <summary>One request to the decode loop: a prompt, and what to do with the logits after each token.</summary>
/// <remarks>The loop calls the work on its own thread only; whoever waits for the result uses <see cref="Completion"/>.</remarks>
internal abstract class SequenceWork
{
    /// <summary>What <see cref="OnLogits"/> returns when no token follows.</summary>
    public const int End = -1;

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isRunning;

    /// <summary>Tokens to prefill; at least one.</summary>
    public required IReadOnlyList<int> Prompt { get; init; }

    /// <summary>Most tokens after the prompt that the loop keeps room for.</summary>
    public required int MaxNewTokens { get; set; }

    /// <summary>Who sees attention and hidden states of the tokens from <see cref="ObserveFrom"/> on.</summary>
    public ITokenObserver? Observer { get; init; }

    /// <summary>First position that the observer must see; a cached prefix is reused up to here at most.</summary>
    public int ObserveFrom { get; init; }

    /// <summary>Whether logits are wanted after every prompt token, not only after the last one.</summary>
    public bool WantsPromptLogits { get; init; }

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Leading tokens of the prompt that were in the cache already; set by the loop when the work starts.</summary>
    public int ReusedTokens { get; set; }

    /// <summary>Ends when the loop has let go of the sequence: successfully, cancelled, or with the error.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Takes the logits after the token at <paramref name="position"/> and returns the token that follows, or <see cref="End"/>.</summary>
    /// <remarks>The result is ignored inside the prompt. The span is valid during the call only.</remarks>
    public abstract int OnLogits(int position, ReadOnlySpan<float> logits);

    /// <summary>Whether a slot decodes it now; false while it waits and once it has ended.</summary>
    public bool IsRunning
    {
        get => _isRunning;
        set => _isRunning = value;
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

    /// <summary>Lets a derived work close its own outputs before <see cref="Completion"/> ends. Must not throw.</summary>
    protected virtual void OnEnded(Exception? error)
    {
    }
}
