using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>Inner products of the tokens' hidden states, G = XXᵀ, gathered over blocks of features.</summary>
/// <remarks>
/// All that the signature needs of a signal. Features add up independently, so the whole signal never exists in double precision.
/// </remarks>
/// <param name="tokens">Tokens of the signal.</param>
/// <param name="centred">Whether the mean over tokens is taken out of every feature.</param>
internal sealed class SignalGram(int tokens, bool centred)
{
    private readonly double[] _products = new double[tokens * tokens];

    /// <summary>Shape (tokens, tokens), row by row.</summary>
    public ReadOnlySpan<double> Products => _products;

    /// <summary>Adds a block of features.</summary>
    /// <param name="features">Shape (tokens, features of the block); overwritten where the signal is centred.</param>
    public void Add(Span<double> features)
    {
        var width = features.Length / tokens;
        if (centred)
        {
            Centre(features, width);
        }

        for (var i = 0; i < tokens; i++)
        {
            var left = features.Slice(i * width, width);
            for (var j = 0; j <= i; j++)
            {
                var sum = _products[(i * tokens) + j] + TensorPrimitives.Dot(left, features.Slice(j * width, width));
                _products[(i * tokens) + j] = _products[(j * tokens) + i] = sum;
            }
        }
    }

    private void Centre(Span<double> features, int width)
    {
        var mean = new double[width];
        for (var i = 0; i < tokens; i++)
        {
            TensorPrimitives.Add(mean, features.Slice(i * width, width), mean);
        }

        TensorPrimitives.Divide(mean, tokens, mean);
        for (var i = 0; i < tokens; i++)
        {
            var row = features.Slice(i * width, width);
            TensorPrimitives.Subtract(row, mean, row);
        }
    }
}
