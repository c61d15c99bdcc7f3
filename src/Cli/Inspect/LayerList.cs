using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Inspect;

/// <summary>Which layers are looked into.</summary>
internal static class LayerList
{
    /// <summary>Reads the option.</summary>
    /// <param name="list">Numbers, all, or none; null for the layer in the middle of those that have attention.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="InputException">The model has no such layer.</exception>
    public static IReadOnlySet<int> Parse(string? list, LlamaModel model)
    {
        int[] all = [.. Enumerable.Range(0, model.Shape.Layers)];
        if (string.Equals(list, "all", StringComparison.OrdinalIgnoreCase))
        {
            return all.ToHashSet();
        }

        if (string.Equals(list, "none", StringComparison.OrdinalIgnoreCase))
        {
            return new HashSet<int>();
        }

        if (list is null)
        {
            int[] readable = [.. all.Where(model.HasAttention)];
            return readable.Length == 0 ? new HashSet<int>() : new HashSet<int> { readable[readable.Length / 2] };
        }

        var layers = NumberList.Parse("--layers", list);
        return layers.Any(layer => layer >= all.Length)
            ? throw new InputException($"--layers holds {layers.Max()}, but the model has layers 0 to {all.Length - 1}.")
            : layers.ToHashSet();
    }
}
