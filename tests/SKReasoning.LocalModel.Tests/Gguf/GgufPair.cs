namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>A metadata value of an image; texts are bytes.</summary>
internal sealed record GgufPair(string Key, object Value);
