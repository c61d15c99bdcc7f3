using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace SKReasoning.Evaluation;

/// <summary>Logistic regression with a ridge, by Newton's method on standardised features.</summary>
/// <remarks>Minimises Σ ln(1 + exp(∓(b + w·z))) + λ‖w‖²/2, which is strictly convex for λ &gt; 0; the intercept is not shrunk.</remarks>
internal static class LogisticFit
{
    private const int MaxIterations = 50;
    private const double Tolerance = 1e-8;

    /// <summary>Fits a model to the rows whose label is known.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="rows">Which of them.</param>
    /// <param name="columns">Which features.</param>
    /// <param name="ridge">λ, more than 0.</param>
    public static LogisticModel Fit(FeatureTable table, IReadOnlyList<int> rows, IReadOnlyList<int> columns, double ridge)
    {
        int[] known = [.. rows.Where(row => table.Labels[row] is not null)];
        var weights = columns.Select(column => Standard(table, known, column)).ToArray();
        double[][] design = [.. known.Select(row => Standardised(table.Rows[row], columns, weights))];
        bool[] labels = [.. known.Select(row => table.Labels[row]!.Value)];
        var coefficients = Minimise(design, labels, columns.Count + 1, ridge);
        return new LogisticModel(coefficients[^1], [.. weights.Select((weight, i) => weight with { Weight = coefficients[i] })]);
    }

    private static FeatureWeight Standard(FeatureTable table, int[] rows, int column)
    {
        double[] values = [.. rows.Select(row => table.Rows[row][column])];
        var mean = values.Average();
        var scale = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return new FeatureWeight(table.Names[column], 0, mean, scale > 0 ? scale : 1, values.Min(), values.Max());
    }

    // The last number of a row stands for the intercept.
    private static double[] Standardised(double[] row, IReadOnlyList<int> columns, FeatureWeight[] weights)
        => [.. columns.Select((column, i) => (row[column] - weights[i].Mean) / weights[i].Scale), 1];

    private static double[] Minimise(double[][] design, bool[] labels, int size, double ridge)
    {
        var point = new double[size];
        var loss = Loss(design, labels, point, ridge);
        for (var i = 0; i < MaxIterations; i++)
        {
            var step = NewtonStep(design, labels, point, ridge);
            var (share, next, nextLoss) = (1.0, point, loss);
            do
            {
                next = [.. point.Select((value, j) => value - (share * step[j]))];
                nextLoss = Loss(design, labels, next, ridge);
                share /= 2;
            }
            while (nextLoss > loss && share > Tolerance);

            var gain = loss - nextLoss;
            (point, loss) = gain > 0 ? (next, nextLoss) : (point, loss);
            if (gain <= Tolerance * (1 + loss))
            {
                break;
            }
        }

        return point;
    }

    private static double Loss(double[][] design, bool[] labels, double[] point, double ridge)
    {
        double loss = 0;
        for (var row = 0; row < design.Length; row++)
        {
            var logOdds = Dot(design[row], point);
            var margin = labels[row] ? logOdds : -logOdds;
            loss += margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
        }

        for (var i = 0; i < point.Length - 1; i++)
        {
            loss += ridge * point[i] * point[i] / 2;
        }

        return loss;
    }

    private static Vector<double> NewtonStep(double[][] design, bool[] labels, double[] point, double ridge)
    {
        var size = point.Length;
        var hessian = new double[size * size];
        var gradient = new double[size];
        for (var row = 0; row < design.Length; row++)
        {
            var x = design[row];
            var probability = 1 / (1 + Math.Exp(-Dot(x, point)));
            var curvature = probability * (1 - probability);
            for (var i = 0; i < size; i++)
            {
                gradient[i] += (probability - (labels[row] ? 1 : 0)) * x[i];
                for (var j = 0; j <= i; j++)
                {
                    hessian[(i * size) + j] += curvature * x[i] * x[j];
                }
            }
        }

        for (var i = 0; i < size; i++)
        {
            // Hardly anything for the intercept, so that rows of one label have a solution too.
            gradient[i] += i < size - 1 ? ridge * point[i] : 0;
            hessian[(i * size) + i] += i < size - 1 ? ridge : Tolerance;
            for (var j = 0; j < i; j++)
            {
                hessian[(j * size) + i] = hessian[(i * size) + j];
            }
        }

        return new DenseMatrix(size, size, hessian).Cholesky().Solve(new DenseVector(gradient));
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }
}
