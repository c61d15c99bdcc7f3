using System.Numerics.Tensors;

namespace SKReasoning;

/// <summary>The energy tr(Xᵀ(D − W)X) and the length of a signal, summed token by token.</summary>
/// <remarks>
/// Exact, because causal rows do not change once they are there: a token t adds Σ w |xₜ − xⱼ|² over the tokens before it. Reads every row once, however
/// often the sums are asked for; O(N d) a token.
/// </remarks>
internal sealed class DirichletEnergy
{
    private int _tokens;

    /// <summary>tr(Xᵀ(D − W)X).</summary>
    public double Energy { get; private set; }

    /// <summary>tr(XᵀX).</summary>
    public double Length { get; private set; }

    /// <summary>Adds what has come since the last time.</summary>
    public void Follow(AttentionTriangle attention, TokenStates states, int tokens)
    {
        if (tokens < _tokens)
        {
            Forget();
        }

        for (; _tokens < tokens; _tokens++)
        {
            var row = attention.Row(_tokens);
            var state = states.Row(_tokens);
            var length = (double)TensorPrimitives.Norm(state);
            Length += length * length;
            for (var earlier = 0; earlier < _tokens; earlier++)
            {
                var distance = (double)TensorPrimitives.Distance(state, states.Row(earlier));
                Energy += row[earlier] / 2.0 * distance * distance;
            }
        }
    }

    /// <summary>Starts again, as tokens that were read have been replaced.</summary>
    public void Forget() => (_tokens, Energy, Length) = (0, 0, 0);
}
