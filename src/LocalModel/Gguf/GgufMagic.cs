using System.Text;

namespace SKReasoning.LocalModel;

/// <summary>Tells a GGUF file from what is often found under its name.</summary>
internal static class GgufMagic
{
    private const int Shown = 24;

    private static readonly (byte[] Start, string What)[] s_known =
    [
        ([.. "version https://git-lfs"u8], "it is a Git LFS pointer, not the model itself. Run 'git lfs pull' to download the model."),
        ([.. "<!DOCTYPE"u8], "it is a web page, not a model: a download link often leads to one. Download the file itself."),
        ([.. "<html"u8], "it is a web page, not a model: a download link often leads to one. Download the file itself."),
        ([.. "PK"u8], "it is a zip archive or a PyTorch checkpoint, not a GGUF file. Convert the model to GGUF."),
        ([.. "tjgg"u8], "it has a format that came before GGUF. Convert the model again."),
        ([.. "lmgg"u8], "it has a format that came before GGUF. Convert the model again."),
        ([.. "fmgg"u8], "it has a format that came before GGUF. Convert the model again."),
    ];

    /// <summary>Reads the first four bytes.</summary>
    /// <exception cref="ModelFileException">They are others than GGUF.</exception>
    public static void Check(GgufReader reader)
    {
        var start = reader.Peek(Shown).ToArray();
        if (start.Length == 0)
        {
            throw reader.Problem("the file is empty. Download it again.");
        }

        if (start.AsSpan().StartsWith("GGUF"u8))
        {
            reader.Skip(4, "the magic number");
            return;
        }

        var known = Array.Find(s_known, k => start.AsSpan().StartsWith(k.Start)).What;
        throw reader.Problem(known ?? $"it is not a GGUF file: it starts with {Describe(start)} instead of \"GGUF\". Give the path of a "
            + "model in GGUF format.");
    }

    private static string Describe(byte[] start)
        => Array.TrueForAll(start, b => b is >= 0x20 and < 0x7f or (byte)'\n' or (byte)'\r' or (byte)'\t')
            ? $"\"{Encoding.ASCII.GetString(start).ReplaceLineEndings(" ")}\""
            : $"the bytes {Convert.ToHexString(start.AsSpan(0, Math.Min(4, start.Length)))}";
}
