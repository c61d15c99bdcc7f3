using SKReasoning.LocalModel.Capture;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>One sequence id of the context: the tokens that its part of the KV cache holds, and the work that uses it now.</summary>
/// <remarks>Belongs to the decode thread.</remarks>
internal sealed class SequenceSlot(int id)
{
    public int Id { get; } = id;

    /// <summary>Tokens in the cache, by position.</summary>
    public List<int> Cached { get; } = [];

    public CellMap[] Cells { get; } = [.. Enumerable.Range(0, AttentionCapture.CacheKinds).Select(_ => new CellMap())];

    public SequenceWork? Work { get; private set; }

    /// <summary>The sampled token that is decoded next, once the prompt is in the cache.</summary>
    public int NextToken { get; set; }

    /// <summary>When the slot was last used, in steps of the loop.</summary>
    public long LastUsed { get; private set; }

    public bool InPrompt => Work is { } work && Cached.Count < work.Prompt.Count;

    /// <summary>Tokens that wait to be decoded.</summary>
    public int PendingTokens => Work is not { } work ? 0 : InPrompt ? work.Prompt.Count - Cached.Count : 1;

    /// <summary>Cells that the work may need in all.</summary>
    public int Reserved => Work is { } work ? work.Prompt.Count + work.MaxNewTokens : 0;

    public int PendingToken(int offset) => InPrompt ? Work!.Prompt[Cached.Count + offset] : NextToken;

    public void Start(SequenceWork work, long step)
    {
        Work = work;
        work.IsRunning = true;
        work.ReusedTokens = Cached.Count;
        LastUsed = step;
    }

    public SequenceWork Finish(long step)
    {
        var work = Work!;
        work.IsRunning = false;
        Work = null;
        LastUsed = step;
        return work;
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

    /// <summary>Leading tokens of <paramref name="prompt"/> that the cache already holds, at most <paramref name="limit"/>.</summary>
    public int CommonPrefix(IReadOnlyList<int> prompt, int limit)
    {
        var end = Math.Min(Cached.Count, limit);
        var length = 0;
        while (length < end && Cached[length] == prompt[length])
        {
            length++;
        }

        return length;
    }
}
