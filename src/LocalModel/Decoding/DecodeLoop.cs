namespace SKReasoning.LocalModel.Decoding;

/// <summary>The one thread that drives a context: every step it decodes a batch of what all running sequences wait for.</summary>
/// <remarks>
/// <see cref="Submit"/> and <see cref="Dispose"/> are thread-safe. Requests are admitted in order of arrival; a prompt is prefilled
/// in chunks between the decode steps of the others. A sequence that fails or is cancelled leaves the others untouched.
/// </remarks>
internal sealed class DecodeLoop : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0);
    private readonly WorkQueue _queue;
    private readonly DecodeContext _context;
    private readonly KvCache _cache;
    private readonly Predicate<SequenceWork> _fits;
    private readonly DecodeStep _step;
    private readonly Thread _thread;
    private readonly int _contextLength;
    private readonly int _vocabulary;
    private readonly bool _canRewind;
    private long _steps;
    private volatile Exception? _lastError;
    private volatile bool _forgets;

    public DecodeLoop(DecodeContext context, ModelShape shape, DecodeLimits limits, bool canRewind, string name)
    {
        _context = context;
        _contextLength = limits.ContextLength;
        _queue = new WorkQueue(limits.QueueLimit, name);
        _vocabulary = limits.Vocabulary;
        _canRewind = canRewind;
        _cache = new KvCache(context.Handle, limits.Sequences, context.Cells, canRewind);
        _fits = _cache.Fits;
        _step = new DecodeStep(context, _cache, shape, limits);
        _thread = new Thread(Run) { IsBackground = true, Name = $"decode {name}" };
        _thread.Start();
    }

    /// <summary>Requests that wait.</summary>
    public int QueueLength => _queue.Count;

    /// <summary>Why the last step failed; null where it did not.</summary>
    public Exception? LastError => _lastError;

    /// <summary>Queues the work; its completion ends when the loop is done with it.</summary>
    /// <exception cref="ContextOverflowException">The prompt leaves no room for one token.</exception>
    /// <exception cref="ModelBusyException">The queue is full.</exception>
    /// <exception cref="ArgumentException">The prompt is empty or holds a token that the vocabulary does not have.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Submit(SequenceWork work)
    {
        var prompt = work.Prompt;
        if (prompt.Count == 0)
        {
            throw new ArgumentException("The prompt has no tokens; at least one is needed to decode from.", nameof(work));
        }

        if (prompt.Concat(work.Masked ?? []).Any(token => (uint)token >= (uint)_vocabulary))
        {
            throw new ArgumentException($"The prompt holds a token outside the vocabulary (0 to {_vocabulary - 1}).", nameof(work));
        }

        if (work.Sequences > _cache.Slots.Length)
        {
            throw new ArgumentException(
                $"The request needs {work.Sequences} sequences at once, the masked one beside its own, but the model was loaded with Sequences = {_cache.Slots.Length}. Load it with 2 or more; 3 spare it work.", nameof(work));
        }

        var longest = Math.Max(work.Tokens.Count, work.Masked?.Count ?? 0);
        if (longest + Math.Min(1, work.MaxNewTokens) > _contextLength)
        {
            throw new ContextOverflowException(longest, _contextLength);
        }

        // A masked sequence may be the longer one.
        work.MaxNewTokens = Math.Min(work.MaxNewTokens, _contextLength - prompt.Count - (longest - work.Tokens.Count));
        _queue.Add(work);

        // The loop may be inside a long prefill: the switch ends it, and the step is repeated without the cancelled sequence.
        // One that waits, or has ended, stops nothing: others may be running.
        var registration = work.CancellationToken.UnsafeRegister(
            static state =>
            {
                var (loop, cancelled) = ((DecodeLoop, SequenceWork))state!;
                loop.Interrupt(abort: cancelled.IsRunning);
            },
            (this, work));
        _ = work.Completion.ContinueWith(
            static (ended, state) =>
            {
                ((CancellationTokenRegistration)state!).Dispose();
                // Whoever waits hears of the error, or reads it from the work's own outputs: it is never unobserved.
                _ = ended.Exception;
            },
            registration,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        _wake.Release();
    }

    /// <summary>Has the next request that is admitted find an empty cache, save what others that run hold.</summary>
    public void Forget() => _forgets = true;

    /// <summary>Ends the loop; running and waiting requests fail with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (!_queue.Close())
        {
            return;
        }

        Interrupt(abort: true);
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }

        _wake.Dispose();
    }

    private void Interrupt(bool abort)
    {
        // Without a way back an aborted step would leave the other sequences in a state that nobody knows.
        if (abort && _canRewind)
        {
            _context.Abort();
        }

        try
        {
            _wake.Release();
        }
        catch (ObjectDisposedException)
        {
            // A token was cancelled after the model was disposed: nothing waits any more.
        }
    }

    private void Run()
    {
        while (!_queue.IsClosed)
        {
            try
            {
                RunOnce();
            }
            catch (Exception e)
            {
                FailAll(e);
            }
        }

        Close();
    }

    private void RunOnce()
    {
        _context.ClearAbort();
        DropCancelled();
        Admit();
        if (_queue.IsClosed)
        {
            return;
        }

        if (Array.TrueForAll(_cache.Slots, slot => slot.Work is null))
        {
            _wake.Wait();
            return;
        }

        _steps++;
        _step.Run(_steps);
        _lastError = _step.Error;
    }

    private void DropCancelled()
    {
        foreach (var slot in _cache.Slots)
        {
            if (slot is { IsMasked: false, Work: { CancellationToken.IsCancellationRequested: true } work })
            {
                _cache.Release(slot, _steps);
                work.Complete(new OperationCanceledException(work.CancellationToken));
            }
        }

        foreach (var work in _queue.TakeCancelled())
        {
            work.Complete(new OperationCanceledException(work.CancellationToken));
        }
    }

    private void Admit()
    {
        while (_queue.TryTake(_fits, out var work))
        {
            try
            {
                ClearForgotten();
                _cache.Assign(work, _steps);
                work.OnStarted();
            }
            catch (Exception e) when (!work.IsRunning)
            {
                work.Complete(e);
            }
        }
    }

    private void ClearForgotten()
    {
        if (_forgets)
        {
            _forgets = false;
            foreach (var slot in _cache.Slots.Where(slot => slot is { Work: null, IsMasked: false }))
            {
                _cache.Clear(slot);
            }
        }
    }

    // Nothing that happens in one step may end the thread, and with it the process.
    private void FailAll(Exception error)
    {
        _lastError = error;
        foreach (var work in ReleaseAll())
        {
            work.Complete(error);
        }

        Array.ForEach(_cache.Slots, _cache.Clear);
    }

    private void Close()
    {
        List<SequenceWork> left = [.. _queue.TakeAll(), .. ReleaseAll()];
        left.ForEach(work => work.Complete(new ObjectDisposedException(nameof(LlamaModel), "The model was disposed while the request was waiting or running.")));
        _step.Dispose();
        _context.Dispose();
    }

    private List<SequenceWork> ReleaseAll()
    {
        var works = new List<SequenceWork>();
        foreach (var slot in _cache.Slots)
        {
            if (slot is { IsMasked: false, Work: { } work })
            {
                _cache.Release(slot, _steps);
                works.Add(work);
            }
        }

        return works;
    }
}
