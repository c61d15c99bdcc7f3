using System.Runtime.InteropServices;

namespace SKReasoning;

/// <summary>Hidden states of tokens in order; shape (tokens, hidden size).</summary>
/// <param name="size">Length of a hidden state.</param>
internal sealed class TokenStates(int size)
{
    private readonly List<float> _values = [];

    /// <summary>Length of a hidden state.</summary>
    public int Size => size;

    /// <summary>Number of tokens.</summary>
    public int Count => _values.Count / size;

    /// <summary>Adds the next token's state.</summary>
    public void Add(ReadOnlySpan<float> state) => _values.AddRange(state);

    /// <summary>State of a token.</summary>
    public ReadOnlySpan<float> Row(int token) => CollectionsMarshal.AsSpan(_values).Slice(token * size, size);

    /// <summary>Forgets all tokens but the first; keeps the memory.</summary>
    public void Truncate(int count) => CollectionsMarshal.SetCount(_values, Math.Min(Count, count) * size);
}
