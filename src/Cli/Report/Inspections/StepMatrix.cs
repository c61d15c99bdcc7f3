using System.Text.Json;

namespace SKReasoning.Cli.Report.Inspections;

/// <summary>Mean attention between steps for every head, step 0 being the prompt, of the layers that were read.</summary>
internal sealed class StepMatrix
{
    private readonly double?[]?[]?[]?[] _values;

    /// <exception cref="JsonException">It has other layers, heads or steps than the file says.</exception>
    public StepMatrix(double?[]?[]?[]?[] values, int layers, int heads, int steps)
    {
        _values = values;
        (Heads, Steps) = (heads, steps);
        Layers = [.. Enumerable.Range(0, values.Length).Where(layer => values[layer] is not null)];
        var isWhole = values.Length == layers
            && Layers.All(layer => values[layer]!.Length == heads && values[layer]!.All(head => head?.Length == steps && head.All(row => row?.Length == steps)));
        if (!isWhole)
        {
            throw new JsonException($"The step matrix is not of the shape ({layers}, {heads}, {steps}, {steps}) that model and steps have.");
        }
    }

    /// <summary>Layers that were read, ascending.</summary>
    public int[] Layers { get; }

    public int Heads { get; }

    /// <summary>The prompt and the steps of the response.</summary>
    public int Steps { get; }

    /// <summary>Attention of a step's tokens to an earlier step's, or its own; 0 where it is undefined.</summary>
    public double this[int layer, int head, int query, int key] => _values[layer]![head]![query]![key] ?? 0;

    /// <summary>Forward influence at a distance: for each step the largest sum, over all heads, of what later steps attend to it; null where no step is that far later.</summary>
    public double?[] Influence(int distance)
    {
        var influence = new double?[Steps];
        for (var key = 0; key + distance < Steps; key++)
        {
            foreach (var layer in Layers)
            {
                for (var head = 0; head < Heads; head++)
                {
                    var sum = 0.0;
                    for (var query = key + distance; query < Steps; query++)
                    {
                        sum += this[layer, head, query, key];
                    }

                    influence[key] = Math.Max(influence[key] ?? sum, sum);
                }
            }
        }

        return influence;
    }

    /// <summary>Writes a layer as (heads, steps, keys up to the step), to five digits: more than a colour shows.</summary>
    public void Write(Utf8JsonWriter writer, int layer)
    {
        writer.WriteStartArray();
        for (var head = 0; head < Heads; head++)
        {
            writer.WriteStartArray();
            for (var query = 0; query < Steps; query++)
            {
                writer.WriteStartArray();
                for (var key = 0; key <= query; key++)
                {
                    writer.WriteNumberValue(Math.Round(this[layer, head, query, key], 5));
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.Flush();
        }

        writer.WriteEndArray();
    }
}
