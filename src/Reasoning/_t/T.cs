#pragma warning disable
namespace SKReasoning;
public readonly ref struct AttentionRows(ReadOnlySpan<float> weights, int heads, int headStride, int keys)
{ private readonly ReadOnlySpan<float> _w = weights; private readonly int _s = headStride; public int Heads => heads; public int Keys => keys; public ReadOnlySpan<float> Head(int h) => _w.Slice(h*_s, keys); }
public interface ITokenObserver { bool WantsAttention(int layer); bool WantsHidden(int layer); void OnAttention(int layer, int query, AttentionRows rows); void OnHidden(int layer, int position, ReadOnlySpan<float> state); }
public readonly record struct ModelShape(int Layers, int Heads, int HiddenSize);
