using SKReasoning.LocalModel.Capture;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>One step of the loop: fill a batch from all running sequences, decode it, hand out what came of it.</summary>
/// <remarks>Belongs to the decode thread.</remarks>
internal sealed class DecodeStep : IDisposable
{
    private readonly DecodeContext _context;
    private readonly KvCache _cache;
    private readonly ModelShape _shape;
    private readonly DecodeLimits _limits;
    private readonly TokenBatch _batch;
    private readonly CapturedToken[] _captured;
    private readonly List<Part> _parts = [];
    private int _turn;

    public DecodeStep(DecodeContext context, KvCache cache, ModelShape shape, DecodeLimits limits)
    {
        _context = context;
        _cache = cache;
        _shape = shape;
        _limits = limits;
        _batch = new TokenBatch(context.BatchSize);
        _captured = new CapturedToken[context.BatchSize];
    }

    public void Run(long step)
    {
        Fill();
        _context.Capture.Begin(_captured.AsSpan(0, _batch.Count));
        var result = _context.Decode(_batch);
        if (result != DecodeResult.Done)
        {
            Recover(result, step);
            return;
        }

        try
        {
            _context.Capture.End();
        }
        catch (Exception e)
        {
            FailObserved(_ => e, step);
        }

        FailObserved(_context.Capture.ErrorOf, step);
        HandOut(step);
    }

    public void Dispose() => _batch.Dispose();

    // Sequences that decode come first, one token each; prompts share the rest. The first of them changes every step, so that none starves.
    private void Fill()
    {
        _batch.Clear();
        _parts.Clear();
        _turn++;
        var slots = _cache.Slots;
        var room = Room(slots);
        foreach (var prompts in (ReadOnlySpan<bool>)[false, true])
        {
            for (var i = 0; i < slots.Length && room > 0; i++)
            {
                var slot = slots[(i + _turn) % slots.Length];
                if (slot.Work is not null && slot.InPrompt == prompts)
                {
                    room -= Add(slot, Math.Min(room, slot.PendingTokens));
                }
            }
        }
    }

    // Captured values of a whole batch lie in memory at once, all layers of them.
    private int Room(SequenceSlot[] slots)
    {
        if (!slots.Any(slot => slot.Work?.Observer is not null))
        {
            return _context.BatchSize;
        }

        var cells = Math.Min(_context.Cells, _context.Capture.HighestCell + 1 + _context.BatchSize);
        var bytesPerToken = sizeof(float) * ((WantedLayers(slots, hidden: false) * (long)_shape.Heads * cells) + (WantedLayers(slots, hidden: true) * _shape.HiddenSize));
        return (int)Math.Clamp(_limits.CaptureMemory / Math.Max(1, bytesPerToken), 1, _context.BatchSize);
    }

    private long WantedLayers(SequenceSlot[] slots, bool hidden) => Enumerable.Range(0, _shape.Layers)
        .Count(layer => slots.Any(slot => slot.Work?.Observer is { } observer && (hidden ? observer.WantsHidden(layer) : observer.WantsAttention(layer))));

    private int Add(SequenceSlot slot, int count)
    {
        var work = slot.Work!;
        var first = slot.Cached.Count;
        _parts.Add(new Part(slot, _batch.Count, count));
        for (var i = 0; i < count; i++)
        {
            var position = first + i;
            var observer = position >= work.ObserveFrom ? work.Observer : null;
            // The last layer computes hidden states only where logits are asked for.
            var logits = position >= work.Prompt.Count - 1 || work.WantsPromptLogits || observer?.WantsHidden(_shape.Layers - 1) == true;
            _captured[_batch.Count] = new CapturedToken(slot.Cells, position, logits, observer);
            _batch.Add(slot.PendingToken(i), position, slot.Id, logits);
        }

        return count;
    }

    private void HandOut(long step)
    {
        foreach (var part in _parts)
        {
            if (part.Slot.Work is not { } work)
            {
                continue;
            }

            var first = part.Slot.Cached.Count;
            for (var i = 0; i < part.Count; i++)
            {
                part.Slot.Cached.Add(part.Slot.InPrompt ? work.Prompt[first + i] : part.Slot.NextToken);
            }

            try
            {
                Offer(part, work, first, step);
            }
            catch (Exception e)
            {
                part.Slot.Finish(step).Complete(e);
            }
        }
    }

    private void Offer(Part part, SequenceWork work, int first, long step)
    {
        for (var i = 0; i < part.Count; i++)
        {
            var position = first + i;
            var last = position >= work.Prompt.Count - 1;
            if (!last && !work.WantsPromptLogits)
            {
                continue;
            }

            var next = work.OnLogits(position, _context.Logits(part.Start + i, _limits.Vocabulary));
            if (!last)
            {
                continue;
            }

            if (next == SequenceWork.End || part.Slot.Cached.Count >= work.Prompt.Count + work.MaxNewTokens)
            {
                part.Slot.Finish(step).Complete(null);
            }
            else
            {
                part.Slot.NextToken = next;
            }
        }
    }

    private void Recover(DecodeResult result, long step)
    {
        foreach (var part in _parts)
        {
            // Of several micro-batches the first ones may be in the cache.
            _cache.DropUnfinished(part.Slot);
        }

        if (result == DecodeResult.Aborted || (result == DecodeResult.CacheFull && _cache.EvictOne()))
        {
            return;
        }

        var problem = result == DecodeResult.CacheFull
            ? $"The KV cache of {_context.Cells} cells has no room for the next step."
            : $"llama.cpp could not decode a batch of {_batch.Count} tokens: {Native.NativeLog.TakeProblems()}";
        foreach (var part in _parts)
        {
            // What the cache holds of a sequence that failed is not known: the slot starts empty next time.
            var work = part.Slot.Finish(step);
            _cache.Clear(part.Slot);
            work.Complete(new InvalidOperationException(problem));
        }
    }

    private void FailObserved(Func<ITokenObserver, Exception?> errorOf, long step)
    {
        foreach (var part in _parts)
        {
            if (part.Slot.Work?.Observer is { } observer && errorOf(observer) is { } error)
            {
                var work = part.Slot.Finish(step);
                _cache.Clear(part.Slot);
                work.Complete(error);
            }
        }
    }

    private readonly record struct Part(SequenceSlot Slot, int Start, int Count);
}
