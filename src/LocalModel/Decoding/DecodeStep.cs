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

    /// <summary>Why llama.cpp could not decode the last batch; null where it could.</summary>
    public Exception? Error { get; private set; }

    public void Run(long step)
    {
        Error = null;
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
            _context.EndCapture();
        }
        catch (Exception e)
        {
            // What was asked of attention was not done: what came of it cannot be trusted.
            FailWatched(_ => e, step);
        }

        FailWatched(work => work.Observer is { } observer ? _context.Capture.ErrorOf(observer) : null, step);
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
                if (slot is { Work: not null, IsMasked: false } && IsPrefilling(slot) == prompts)
                {
                    room -= slot.Masked is null ? Add(slot, Math.Min(room, slot.PendingTokens)) : AddBoth(slot, slot.Masked, room);
                }
            }
        }
    }

    private static bool IsPrefilling(SequenceSlot slot) => slot.PendingTokens > 1 || slot.Masked?.PendingTokens > 1;

    // The last tokens of a sequence and of its masked one go into the same batch, so that their logits arrive together.
    private int AddBoth(SequenceSlot slot, SequenceSlot masked, int room)
    {
        if (masked.Cached.Count == 0 || slot.Cached.Count < slot.Tokens.Count - 1)
        {
            var apart = Divergence(slot.Tokens, masked.Tokens);
            if (slot.Cached.Count < apart)
            {
                // What both have in common is decoded once.
                return Add(slot, Math.Min(room, apart - slot.Cached.Count));
            }

            _cache.ShareWithMasked(slot);
        }

        if (slot.PendingTokens + masked.PendingTokens <= room)
        {
            return Add(slot, slot.PendingTokens) + Add(masked, masked.PendingTokens);
        }

        var count = Add(slot, Math.Min(room, slot.PendingTokens - 1));
        return count + Add(masked, Math.Min(room - count, masked.PendingTokens - 1));
    }

    private static int Divergence(List<int> tokens, List<int> masked)
    {
        var end = Math.Min(tokens.Count, masked.Count) - 1;
        var length = 0;
        while (length < end && tokens[length] == masked[length])
        {
            length++;
        }

        return length;
    }

    // Captured values of a whole batch lie in memory at once, all layers of them.
    private int Room(SequenceSlot[] slots)
    {
        if (!slots.Any(slot => slot.Work?.Observer is not null))
        {
            return _context.BatchSize;
        }

        var cells = Math.Min(_context.Cells, _context.Capture.HighestCell + 1 + _context.BatchSize);
        var bytesPerToken = sizeof(float) * ((LayersOfRows(slots) * (long)_shape.Heads * cells) + (LayersOfMeans(slots) * cells) + (LayersOfHidden(slots) * _shape.HiddenSize));
        return (int)Math.Clamp(_limits.CaptureMemory / Math.Max(1, bytesPerToken), Math.Min(2, _context.BatchSize), _context.BatchSize);
    }

    private bool WantsEnd(ITokenObserver? observer) => observer is not null && (observer.WantsHidden(_shape.Layers - 1) || observer.WantsHidden(_shape.Layers));

    // With flash attention, rows that are only summed up are in memory for one layer at a time.
    private long LayersOfRows(SequenceSlot[] slots)
    {
        var wanted = Count(_shape.Layers, slots, (observer, layer) => observer.WantsAttention(layer) != AttentionForms.None);
        return _context.Capture.SeesFlashAttention ? Math.Min(1, wanted) + Count(_shape.Layers, slots, (observer, layer) => observer.WantsAttention(layer).HasFlag(AttentionForms.Rows)) : wanted;
    }

    private long LayersOfMeans(SequenceSlot[] slots) => Count(_shape.Layers, slots, (observer, layer) => observer.WantsAttention(layer).HasFlag(AttentionForms.HeadMean));

    private int LayersOfHidden(SequenceSlot[] slots) => Count(_shape.Layers + 1, slots, (observer, layer) => observer.WantsHidden(layer));

    private static int Count(int layers, SequenceSlot[] slots, Func<ITokenObserver, int, bool> wants)
        => Enumerable.Range(0, layers).Count(layer => slots.Any(slot => slot.Work?.Observer is { } observer && wants(observer, layer)));

    private int Add(SequenceSlot slot, int count)
    {
        if (count == 0)
        {
            return 0;
        }

        var (work, tokens, first) = (slot.Work!, slot.Tokens, slot.Cached.Count);
        _parts.Add(new Part(slot, _batch.Count, count));
        for (var position = first; position < first + count; position++)
        {
            var observer = slot.IsMasked || position < work.ObserveFrom ? null : work.Observer;
            var bias = slot.IsMasked || position < work.SteerFrom ? null : work.BiasOf(position);
            // The last layer computes hidden states only where logits are asked for.
            var logits = position == tokens.Count - 1 || (!slot.IsMasked && position >= work.LogitsFrom) || WantsEnd(observer);
            _captured[_batch.Count] = new CapturedToken(slot.Cells, position, logits, observer, bias);
            _batch.Add(tokens[position], position, slot.Id, logits);
        }

        return count;
    }

    private void HandOut(long step)
    {
        foreach (var part in _parts)
        {
            if (part.Slot.Work is { } work)
            {
                part.Slot.Cached.AddRange(part.Slot.Tokens.Skip(part.Slot.Cached.Count).Take(part.Count));
                work.MaskedDecodes += part.Slot.IsMasked ? part.Count : 0;
            }
        }

        foreach (var part in _parts)
        {
            if (part.Slot is not { Work: { } work, IsMasked: false } slot)
            {
                continue;
            }

            try
            {
                Offer(part, slot, work, step);
            }
            catch (Exception e)
            {
                _cache.Release(slot, step);
                work.Complete(e);
            }
        }
    }

    private void Offer(Part part, SequenceSlot slot, SequenceWork work, long step)
    {
        // The last token of the sequence comes below: what is drawn after it goes on.
        var first = slot.Cached.Count - part.Count;
        var end = slot.PendingTokens > 0 ? part.Count : part.Count - 1;
        for (var i = Math.Max(0, work.LogitsFrom - first); i < end; i++)
        {
            work.OnLogits(first + i, _context.Logits(part.Start + i, _limits.Vocabulary), []);
        }

        if (slot.PendingTokens > 0 || slot.Masked is { PendingTokens: > 0 })
        {
            return;
        }

        var masked = slot.Masked is null ? [] : _context.Logits(LastOf(slot.Masked), _limits.Vocabulary);
        var goesOn = work.OnLogits(slot.Cached.Count - 1, _context.Logits(part.Start + part.Count - 1, _limits.Vocabulary), masked);
        if (!goesOn || slot.PendingTokens == 0 || slot.Tokens.Count > work.Prompt.Count + work.MaxNewTokens)
        {
            _cache.Release(slot, step);
            work.Complete(null);
        }
        else if (work.Switched != MaskedSwitch.None)
        {
            _cache.FollowMasked(slot, step);
        }
    }

    private int LastOf(SequenceSlot slot)
    {
        var part = _parts.Find(part => part.Slot == slot);
        return part.Start + part.Count - 1;
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
        Error = new InvalidOperationException(problem);
        Fail(_ => new InvalidOperationException(problem), step);
    }

    private void FailWatched(Func<SequenceWork, Exception?> errorOf, long step)
        => Fail(work => work.Observer is not null || work.SteerFrom < int.MaxValue ? errorOf(work) : null, step);

    private void Fail(Func<SequenceWork, Exception?> errorOf, long step)
    {
        // A masked sequence may be alone in the batch; its work fails with it.
        SequenceWork[] works = [.. _parts.Select(part => part.Slot.Work).OfType<SequenceWork>().Distinct()];
        foreach (var work in works)
        {
            if (errorOf(work) is { } error)
            {
                // What the cache holds of a sequence that failed is not known: its slots start empty next time.
                SequenceSlot[] slots = [.. _cache.Slots.Where(slot => slot.Work == work)];
                _cache.Release(slots.First(slot => !slot.IsMasked), step);
                Array.ForEach(slots, _cache.Clear);
                work.Complete(error);
            }
        }
    }

    private readonly record struct Part(SequenceSlot Slot, int Start, int Count);
}
