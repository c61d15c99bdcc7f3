namespace SKReasoning.LocalModel;

/// <summary>What the header says about one tensor: not its data.</summary>
/// <param name="Name">Name, such as blk.0.attn_q.weight.</param>
/// <param name="Shape">Elements of each dimension, the fastest first; empty for a scalar.</param>
/// <param name="Type">Number format of the elements.</param>
/// <param name="Bytes">Size of the data.</param>
internal sealed record GgufTensor(string Name, long[] Shape, GgufTensorType Type, long Bytes);
