namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>A tensor's entry in the header of an image, as unchecked numbers.</summary>
internal sealed record GgufTensorInfo(string Name, ulong[] Shape, uint Type, ulong Offset);
