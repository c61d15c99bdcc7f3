using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Decoding;

/// <summary>The tokens of one call of llama_decode, in native memory. Not thread-safe.</summary>
internal sealed unsafe class TokenBatch : IDisposable
{
    private readonly int _capacity;
    private Batch _batch;

    public TokenBatch(int capacity)
    {
        _capacity = capacity;
        _batch.Tokens = Allocate<int>();
        _batch.Positions = Allocate<int>();
        _batch.SequenceCounts = Allocate<int>();
        _batch.Logits = Allocate<byte>();
        _batch.Sequences = (int**)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(int*));
        var ids = Allocate<int>();
        for (var i = 0; i < capacity; i++)
        {
            _batch.SequenceCounts[i] = 1;
            _batch.Sequences[i] = ids + i;
        }
    }

    public int Count => _batch.Count;

    public Batch Native => _batch;

    public void Clear() => _batch.Count = 0;

    public void Add(int token, int position, int sequence, bool logits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_batch.Count, _capacity);
        var i = _batch.Count++;
        _batch.Tokens[i] = token;
        _batch.Positions[i] = position;
        _batch.Sequences[i][0] = sequence;
        _batch.Logits[i] = logits ? (byte)1 : (byte)0;
    }

    public void Dispose()
    {
        if (_batch.Tokens == null)
        {
            return;
        }

        NativeMemory.Free(_batch.Sequences[0]);
        NativeMemory.Free(_batch.Tokens);
        NativeMemory.Free(_batch.Positions);
        NativeMemory.Free(_batch.SequenceCounts);
        NativeMemory.Free(_batch.Logits);
        NativeMemory.Free(_batch.Sequences);
        _batch = default;
    }

    private T* Allocate<T>()
        where T : unmanaged => (T*)NativeMemory.AllocZeroed((nuint)_capacity, (nuint)sizeof(T));
}
