using System.Buffers.Text;
using System.Runtime.InteropServices;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Capture;

/// <summary>Reads the name of a graph node.</summary>
internal static unsafe class NodeName
{
    /// <summary>Whether the node is called <paramref name="prefix"/> plus a layer number below <paramref name="layers"/>.</summary>
    public static bool TryLayer(Tensor* node, ReadOnlySpan<byte> prefix, int layers, out int layer)
    {
        layer = -1;
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(node->Name);
        return name.StartsWith(prefix) && Utf8Parser.TryParse(name[prefix.Length..], out layer, out _) && layer < layers;
    }

    /// <summary>Whether the node holds hidden states: those after a layer, or after the final norm, which counts as layer <paramref name="layers"/>.</summary>
    public static bool TryHidden(Tensor* node, int layers, out int layer)
    {
        if (TryLayer(node, "l_out-"u8, layers, out layer))
        {
            return true;
        }

        layer = layers;
        return MemoryMarshal.CreateReadOnlySpanFromNullTerminated(node->Name).SequenceEqual("result_norm"u8);
    }
}
