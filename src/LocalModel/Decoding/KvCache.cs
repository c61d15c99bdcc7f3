using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>The sequences of a context's KV cache: which slot a sequence goes to, what of the cache it reuses, and what is evicted for it.</summary>
/// <remarks>
/// A sequence starts on the longest prefix that any slot holds: a later turn of a conversation, a branch, or a sequence with other tokens
/// masked decodes its own tokens only. A prefix held by another slot is shared, not copied. Belongs to the decode thread.
/// </remarks>
internal sealed class KvCache
{
    private readonly nint _memory;
    private readonly bool _canRewind;
    private readonly int _cells;

    public KvCache(LlamaContextHandle context, int sequences, int cells, bool canRewind)
    {
        _memory = LlamaNative.llama_get_memory(context.Pointer);
        _canRewind = canRewind;
        _cells = cells;
        Slots = [.. Enumerable.Range(0, sequences).Select(id => new SequenceSlot(id))];
    }

    public SequenceSlot[] Slots { get; }

    /// <summary>Whether the work fits beside those that run.</summary>
    public bool Fits(SequenceWork work)
        => Slots.Count(slot => slot.Work is null) >= work.Sequences
            && Slots.Sum(slot => slot.Reserved) + (work.Sequences * (work.Prompt.Count + work.MaxNewTokens)) <= _cells;

    /// <summary>Gives the work slots that hold as much of its sequences as possible. <see cref="Fits"/> must be true.</summary>
    public void Assign(SequenceWork work, long step)
    {
        // The last prompt token is always decoded again: its logits are needed.
        var limit = Math.Min(
            Math.Min(work.Prompt.Count - 1, work.SteerFrom),
            Math.Min(work.LogitsFrom, work.Observer is null ? int.MaxValue : work.ObserveFrom));
        var slot = Place(work, isMasked: false, limit, kept: null, step);
        work.IsRunning = true;
        work.ReusedTokens = slot.Cached.Count;
        if (work.Masked is { } masked)
        {
            slot.Masked = Place(work, isMasked: true, masked.Count - 1, kept: null, step);
        }
    }

    /// <summary>Follows a work that has changed its masked sequence.</summary>
    public void FollowMasked(SequenceSlot slot, long step)
    {
        var (work, left) = (slot.Work!, slot.Masked!);
        var isKept = work.Switched == MaskedSwitch.Keep;
        work.Switched = MaskedSwitch.None;
        left.Release(step);
        if (!isKept)
        {
            Clear(left);
        }

        slot.Masked = Place(work, isMasked: true, work.Masked!.Count - 1, isKept ? left : null, step);
    }

    /// <summary>Has the masked sequence start on what the slot of its work has decoded since both began, where that is more than it holds itself.</summary>
    public void ShareWithMasked(SequenceSlot slot)
    {
        var masked = slot.Masked!;
        var prefix = slot.CommonPrefix(masked.Tokens, masked.Tokens.Count - 1);
        if (_canRewind && prefix > masked.Cached.Count)
        {
            Share(slot, masked, prefix);
        }
    }

    /// <summary>Lets go of a work, whose cache stays as far as it may serve others.</summary>
    public void Release(SequenceSlot slot, long step)
    {
        var work = slot.Work!;
        work.IsRunning = false;
        if (slot.Masked is { } masked)
        {
            masked.Release(step);
        }

        var shareable = slot.Shareable;
        slot.Release(step);
        Rewind(slot, shareable);
    }

    /// <summary>Removes from the cache what a step that did not end may have stored of the slot.</summary>
    public void DropUnfinished(SequenceSlot slot)
    {
        if (LlamaNative.llama_memory_seq_rm(_memory, slot.Id, slot.Cached.Count, -1) != 0)
        {
            slot.TruncateCells();
        }
        else
        {
            Clear(slot);
        }
    }

    public void Clear(SequenceSlot slot)
    {
        LlamaNative.llama_memory_seq_rm(_memory, slot.Id, -1, -1);
        slot.Truncate(0);
    }

    /// <summary>Empties the idle slot that was used least recently; false where no idle slot holds anything.</summary>
    public bool EvictOne()
    {
        var idle = Slots.Where(slot => slot.Work is null && slot.Cached.Count > 0).MinBy(slot => slot.LastUsed);
        if (idle is null)
        {
            return false;
        }

        Clear(idle);
        return true;
    }

    private SequenceSlot Place(SequenceWork work, bool isMasked, int limit, SequenceSlot? kept, long step)
    {
        var tokens = isMasked ? work.Masked! : work.Tokens;
        var source = Slots.MaxBy(slot => slot.CommonPrefix(tokens, limit))!;
        var prefix = source.CommonPrefix(tokens, limit);

        // Going on in the same slot forgets the rest of it; where that would be most of another conversation, the prefix is shared instead.
        var goOn = source.Work is null && source != kept && (2 * prefix >= source.Cached.Count || !_canRewind);
        var target = goOn ? source : Slots.Where(slot => slot.Work is null).MinBy(slot => (slot == kept, slot.Cached.Count > 0, slot.LastUsed))!;
        if (target != source && _canRewind)
        {
            Share(source, target, prefix);
        }
        else
        {
            Rewind(target, target.CommonPrefix(tokens, limit));
        }

        target.Start(work, isMasked, step);
        EvictFor(kept);
        return target;
    }

    private void Share(SequenceSlot source, SequenceSlot target, int prefix)
    {
        Clear(target);
        if (prefix > 0)
        {
            LlamaNative.llama_memory_seq_cp(_memory, source.Id, target.Id, 0, prefix);
            target.CopyFrom(source, prefix);
            ClearUnlessWhole(target);
        }
    }

    // Layers with a sliding window let new tokens have the cells of those that have left it. What was cut back to may need them again.
    private void ClearUnlessWhole(SequenceSlot slot)
    {
        if (slot.Cached.Count > 0 && LlamaNative.llama_memory_seq_pos_min(_memory, slot.Id) > 0)
        {
            Clear(slot);
        }
    }

    // Removes what the slot holds beyond the count; everything where the model cannot rewind.
    private void Rewind(SequenceSlot slot, int count)
    {
        if (count == slot.Cached.Count)
        {
            slot.TruncateCells();
            return;
        }

        if (_canRewind && LlamaNative.llama_memory_seq_rm(_memory, slot.Id, count, -1) != 0)
        {
            slot.Truncate(count);
            ClearUnlessWhole(slot);
        }
        else
        {
            Clear(slot);
        }
    }

    // Shared cells are counted once a slot, so this evicts rather too early than too late.
    private void EvictFor(SequenceSlot? kept)
    {
        int Needed() => Slots.Sum(slot => slot.Work is null ? slot.Cached.Count : slot.Reserved);
        while (Needed() > _cells && Slots.Where(slot => slot.Work is null && slot.Cached.Count > 0).MinBy(slot => (slot == kept, slot.LastUsed)) is { } idle)
        {
            Clear(idle);
        }
    }
}
