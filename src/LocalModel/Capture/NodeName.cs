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

    /// <summary>Whether the node is called <paramref name="name"/>.</summary>
    public static bool Is(Tensor* node, ReadOnlySpan<byte> name) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(node->Name).SequenceEqual(name);
}
