#pragma warning disable
namespace SKReasoning.LocalModel;
internal sealed class GgufHeader { public static GgufHeader Read(string p) => new(); }
public sealed class ModelFileException : Exception { public ModelFileException(string p, string m) : base($"{p}: {m}") {} }
internal sealed record SpecialTokenText(string Text, bool IsControl);
