using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>The sequences of a context's KV cache: which slot a prompt goes to, what of the cache it reuses, and what is evicted for it.</summary>
/// <remarks>
/// A prompt starts on the longest prefix that any slot holds: a later turn of a conversation, or a branch, decodes its own tokens
/// only. A prefix held by another slot is shared, not copied. Belongs to the decode thread.
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
        => Slots.Any(slot => slot.Work is null) && Slots.Sum(slot => slot.Reserved) + work.Prompt.Count + work.MaxNewTokens <= _cells;

    /// <summary>Gives the work a slot that holds as much of its prompt as possible. <see cref="Fits"/> must be true.</summary>
    public SequenceSlot Assign(SequenceWork work, long step)
    {
        // The last prompt token is always decoded again: its logits are needed.
        var limit = Math.Min(work.Prompt.Count - 1, work.WantsPromptLogits ? 0 : work.Observer is null ? int.MaxValue : work.ObserveFrom);
        var source = Slots.MaxBy(slot => slot.CommonPrefix(work.Prompt, limit))!;
        var prefix = source.CommonPrefix(work.Prompt, limit);

        // Going on in the same slot forgets the rest of it; where that would be most of another conversation, the prefix is shared instead.
        var goOn = source.Work is null && (2 * prefix >= source.Cached.Count || !_canRewind);
        var target = goOn ? source : Slots.Where(slot => slot.Work is null).MinBy(slot => (slot.Cached.Count > 0, slot.LastUsed))!;
        if (target != source && _canRewind)
        {
            Clear(target);
            if (prefix > 0)
            {
                LlamaNative.llama_memory_seq_cp(_memory, source.Id, target.Id, 0, prefix);
                target.CopyFrom(source, prefix);
            }
        }
        else
        {
            Rewind(target, target.CommonPrefix(work.Prompt, limit));
        }

        target.Start(work, step);
        EvictFor(target);
        return target;
    }

    /// <summary>Removes what the slot holds beyond <paramref name="count"/> tokens; everything where the model cannot rewind.</summary>
    public void Rewind(SequenceSlot slot, int count)
    {
        if (count == slot.Cached.Count)
        {
            slot.TruncateCells();
            return;
        }

        if (_canRewind && LlamaNative.llama_memory_seq_rm(_memory, slot.Id, count, -1) != 0)
        {
            slot.Truncate(count);
        }
        else
        {
            Clear(slot);
        }
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

    // Shared cells are counted once a slot, so this evicts rather too early than too late.
    private void EvictFor(SequenceSlot target)
    {
        int Needed() => Slots.Sum(slot => slot.Work is null ? slot.Cached.Count : slot.Reserved);
        while (Needed() > _cells && EvictOne())
        {
        }
    }
}
