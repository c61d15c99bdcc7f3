namespace SKReasoning;

/// <summary>Eigenvalues of small symmetric tridiagonal matrices, by the implicit QL method with Wilkinson's shift.</summary>
internal static class TridiagonalMatrix
{
    private const int MaxSweeps = 60;

    /// <summary>Finds all eigenvalues, and one component of every eigenvector.</summary>
    /// <param name="diagonal">Shape (n); replaced by the eigenvalues, in no order.</param>
    /// <param name="offDiagonal">Shape (n − 1) or longer; destroyed.</param>
    /// <param name="components">Shape (n): a unit vector e, replaced by the inner products of e with the eigenvectors, up to sign.</param>
    /// <remarks>Elements must be of moderate size: squares of them are summed. With e the first unit vector the squares of the components are the weights of a Gauss rule (Golub and Welsch, 1969).</remarks>
    public static void Solve(Span<double> diagonal, Span<double> offDiagonal, Span<double> components)
    {
        for (var first = 0; first < diagonal.Length; first++)
        {
            for (var sweep = 0; sweep < MaxSweeps; sweep++)
            {
                var last = first;
                while (last + 1 < diagonal.Length && !IsNegligible(offDiagonal[last], diagonal[last], diagonal[last + 1]))
                {
                    last++;
                }

                if (last == first)
                {
                    break;
                }

                Sweep(diagonal, offDiagonal, components, first, last);
            }
        }
    }

    private static bool IsNegligible(double offDiagonal, double left, double right)
        => Math.Abs(offDiagonal) <= double.Epsilon + (2.2e-16 * (Math.Abs(left) + Math.Abs(right)));

    // Chases a bulge from the end of the block to its start, with plane rotations of neighbours.
    private static void Sweep(Span<double> diagonal, Span<double> offDiagonal, Span<double> components, int first, int last)
    {
        var half = (diagonal[first + 1] - diagonal[first]) / (2 * offDiagonal[first]);
        var root = Math.Sqrt((half * half) + 1);
        var carry = diagonal[last] - diagonal[first] + (offDiagonal[first] / (half + Math.CopySign(root, half)));
        double sine = 1, cosine = 1, shift = 0;
        for (var i = last - 1; i >= first; i--)
        {
            var bulge = sine * offDiagonal[i];
            var side = cosine * offDiagonal[i];
            var length = Math.Sqrt((bulge * bulge) + (carry * carry));
            if (i + 1 < last)
            {
                offDiagonal[i + 1] = length;
            }

            (sine, cosine) = length == 0 ? (0, 1) : (bulge / length, carry / length);
            var below = diagonal[i + 1] - shift;
            var turned = ((diagonal[i] - below) * sine) + (2 * cosine * side);
            shift = sine * turned;
            diagonal[i + 1] = below + shift;
            carry = (cosine * turned) - side;
            (components[i + 1], components[i]) =
                ((sine * components[i]) + (cosine * components[i + 1]), (cosine * components[i]) - (sine * components[i + 1]));
        }

        diagonal[first] -= shift;
        offDiagonal[first] = carry;
    }
}
