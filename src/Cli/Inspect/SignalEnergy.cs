using System.Numerics.Tensors;

namespace SKReasoning.Cli.Inspect;

/// <summary>The energy of a signal over tokens, S = |X|², as it is and with the mean over tokens taken out. Not thread-safe.</summary>
internal sealed class SignalEnergy(int hiddenSize)
{
    private readonly double[] _state = new double[hiddenSize];
    private readonly double[] _sum = new double[hiddenSize];
    private int _tokens;

    /// <summary>Sum over all tokens of the squared norm.</summary>
    public double Raw { get; private set; }

    /// <summary>The same for the signal minus its mean over tokens: S − |Σx|²/n.</summary>
    public double Centred => _tokens == 0 ? 0 : Math.Max(0, Raw - (TensorPrimitives.SumOfSquares<double>(_sum) / _tokens));

    /// <summary>Adds the state of the next token.</summary>
    public void Add(ReadOnlySpan<float> state)
    {
        TensorPrimitives.ConvertTruncating(state, _state.AsSpan());
        TensorPrimitives.Add(_sum, _state, _sum);
        Raw += TensorPrimitives.SumOfSquares<double>(_state);
        _tokens++;
    }
}
