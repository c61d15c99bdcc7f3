namespace SKReasoning.Tests.Spectral;

public class TridiagonalMatrixTests
{
    // The path of n vertices with weights ½ has eigenvalues cos(πk/(n + 1)) and modes sin(πki/(n + 1)).
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(50)]
    public void Solve_Path_EqualsFormula(int size)
    {
        var values = new double[size];
        double[] offDiagonal = [.. Enumerable.Repeat(0.5, size)];
        var first = new double[size];
        first[0] = 1;

        TridiagonalMatrix.Solve(values, offDiagonal, first);

        var found = values.Zip(first).OrderByDescending(pair => pair.First).ToArray();
        for (var k = 1; k <= size; k++)
        {
            var angle = Math.PI * k / (size + 1);
            Assert.Equal(Math.Cos(angle), found[k - 1].First, 1e-14);
            Assert.Equal(2.0 / (size + 1) * Math.Pow(Math.Sin(angle), 2), Math.Pow(found[k - 1].Second, 2), 1e-14);
        }
    }

    [Fact]
    public void Solve_BlocksAndRepeatedEigenvalues_FindsThemAll()
    {
        double[] values = [3, 3, 0, 0, -2];
        double[] components = [0, 0, 1, 0, 0];

        TridiagonalMatrix.Solve(values, [0, 0, 1, 0, 0], components);

        Assert.Equal([-2, -1, 1, 3, 3], values.Order().Select(value => Math.Round(value, 12)));
        Assert.Equal([0.5, 0.5], values.Zip(components).Where(pair => Math.Abs(Math.Abs(pair.First) - 1) < 1e-9).Select(pair => Math.Round(pair.Second * pair.Second, 12)));
    }
}
