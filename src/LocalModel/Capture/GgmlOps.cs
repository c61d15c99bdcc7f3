using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Numbers of graph operations; they shift between releases, their names do not.</summary>
internal static unsafe class GgmlOps
{
    // ggml has about 100 operations and asserts beyond its count; both that we look for stand well before this number.
    private const int Searched = 80;

    public static int Find(string name)
    {
        for (var op = 0; op < Searched; op++)
        {
            if (LlamaLibrary.Text(GgmlNative.ggml_op_name(op)) == name)
            {
                return op;
            }
        }

        throw new NativeLibraryException($"ggml has no operation {name}; this binding works with llama.cpp {LlamaLibrary.PinnedVersion} only.");
    }
}
