using SKReasoning.LocalModel.Capture;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>One sequence id of the context: the tokens that its part of the KV cache holds, and the work that uses it now.</summary>
/// <remarks>Belongs to the decode thread.</remarks>
internal sealed class SequenceSlot(int id)
{
    public int Id { get; } = id;

    /// <summary>Tokens in the cache, by position.</summary>
    public List<int> Cached { get; } = [];

    public CellMap[] Cells { get; } = [.. Enumerable.Range(0, CellInputs.Kinds).Select(_ => new CellMap())];

    public SequenceWork? Work { get; private set; }

    /// <summary>Whether the slot holds the masked sequence of its work.</summary>
    public bool IsMasked { get; private set; }

    /// <summary>The slot of the same work's masked sequence; null where there is none, and in that slot itself.</summary>
    public SequenceSlot? Masked { get; set; }

    /// <summary>When the slot was last used, in steps of the loop.</summary>
    public long LastUsed { get; private set; }

    /// <summary>The tokens that the slot is to hold.</summary>
    public List<int> Tokens => IsMasked ? Work!.Masked! : Work!.Tokens;

    /// <summary>Tokens that wait to be decoded.</summary>
    public int PendingTokens => Work is null ? 0 : Tokens.Count - Cached.Count;

    /// <summary>Cells that the work may need here in all.</summary>
    public int Reserved => Work is { } work ? work.Prompt.Count + work.MaxNewTokens : 0;

    /// <summary>Leading tokens of the cache that another sequence may share: none whose attention was steered.</summary>
    public int Shareable => Math.Min(Cached.Count, Work?.SteerFrom ?? int.MaxValue);

    public void Start(SequenceWork work, bool isMasked, long step)
    {
        Work = work;
        IsMasked = isMasked;
        LastUsed = step;
    }

    /// <summary>Lets go of the work; what the cache holds of it stays.</summary>
    public void Release(long step)
    {
        Work = null;
        Masked = null;
        IsMasked = false;
        LastUsed = step;
    }

    public void Truncate(int count)
    {
        Cached.RemoveRange(count, Cached.Count - count);
        TruncateCells();
    }

    /// <summary>Forgets the cells of tokens that were announced but not decoded.</summary>
    public void TruncateCells()
    {
        foreach (var cells in Cells)
        {
            cells.Truncate(Cached.Count);
        }
    }

    public void CopyFrom(SequenceSlot source, int count)
    {
        Cached.Clear();
        Cached.AddRange(source.Cached.Take(count));
        for (var kind = 0; kind < Cells.Length; kind++)
        {
            Cells[kind].CopyFrom(source.Cells[kind], count);
        }
    }

    /// <summary>Leading tokens of <paramref name="tokens"/> that the cache already holds and may share, at most <paramref name="limit"/>.</summary>
    public int CommonPrefix(IReadOnlyList<int> tokens, int limit)
    {
        var end = Math.Min(Shareable, Math.Min(limit, tokens.Count));
        var length = 0;
        while (length < end && Cached[length] == tokens[length])
        {
            length++;
        }

        return length;
    }
}
