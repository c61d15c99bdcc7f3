namespace SKReasoning.LocalModel;

internal sealed class GgufHeader
{
    public static GgufHeader Read(string path) => new();
}
