namespace SKReasoning.Tests.Spectral;

public class GraphSpectrumTests
{
    public static MatrixTheoryData<string, SpectralMode> SymmetricCases { get; }
        = new(SpectralReference.RandomCaseNames, [SpectralMode.Sound, SpectralMode.Paper]);

    [Theory]
    [MemberData(nameof(SpectralReference.KnownGraphs), MemberType = typeof(SpectralReference))]
    public void Eigenvalues_KnownGraph_EqualFormula(string name)
    {
        var graph = SpectralReference.KnownGraph(name);
        var tokens = graph.GetProperty("N").GetInt32();

        var spectrum = Solve(graph.GetProperty("adjacency").Flat(), tokens, SpectralMode.Paper);

        AssertClose(graph.GetProperty("eigenvalues").Doubles(), spectrum.Eigenvalues, 1e-12);
    }

    [Theory]
    [MemberData(nameof(SymmetricCases))]
    public void Energies_RandomCase_EqualReference(string name, SpectralMode mode)
    {
        var reference = SpectralReference.RandomCase(name);
        var tokens = reference.GetProperty("N").GetInt32();
        var expected = reference.GetProperty("expected");

        var spectrum = Solve(expected.GetProperty("adjacency").Flat(), tokens, mode);
        var energies = spectrum.Energies(SpectralReference.Gram(reference.GetProperty("hidden").Flat(), tokens, centred: false));

        var expectedOfMode = expected.GetProperty(mode == SpectralMode.Sound ? "sym_no_self_loops" : "comb");
        AssertClose(expectedOfMode.GetProperty("eigenvalues").Doubles(), spectrum.Eigenvalues, 1e-12);
        foreach (var (expectedEnergy, energy) in expectedOfMode.GetProperty("mode_energy").Doubles().Zip(energies))
        {
            Assert.Equal(expectedEnergy, energy, 1e-9 * expectedEnergy);
        }
    }

    [Theory]
    [MemberData(nameof(SpectralReference.RandomCases), MemberType = typeof(SpectralReference))]
    public void Eigenvalues_CompatLaplacian_AreThoseOfTheLowerTriangle(string name)
    {
        var reference = SpectralReference.RandomCase(name);
        var expected = reference.GetProperty("expected");

        var spectrum = Solve(expected.GetProperty("adjacency").Flat(), reference.GetProperty("N").GetInt32(), SpectralMode.Compat);

        AssertClose(expected.GetProperty("library_dense").GetProperty("eigenvalues_raw").Doubles(), spectrum.Eigenvalues, 1e-12);
    }

    [Theory]
    [InlineData(SpectralMode.Sound)]
    [InlineData(SpectralMode.Paper)]
    public void Identities_RandomAttention_Hold(SpectralMode mode)
    {
        const int Tokens = 60;
        var random = new Random(5);
        var weights = SymmetricWeights(random, Tokens);
        var signal = Enumerable.Range(0, Tokens * 7).Select(_ => random.NextDouble() - 0.5).ToArray();
        var gram = SpectralReference.Gram(signal, Tokens, centred: false);
        var laplacian = GraphLaplacian.Create(weights, Tokens, mode);

        var spectrum = new GraphSpectrum(laplacian, Tokens);
        var energies = spectrum.Energies(gram);

        var trace = Enumerable.Range(0, Tokens).Sum(i => laplacian[(i * Tokens) + i]);
        var dirichlet = laplacian.Zip(gram).Sum(pair => pair.First * pair.Second);
        var eigenvalues = spectrum.Eigenvalues.ToArray();
        Assert.Equal(trace, eigenvalues.Sum(), 1e-11);
        Assert.Equal(signal.Sum(value => value * value), energies.Sum(), 1e-11);
        Assert.Equal(dirichlet, eigenvalues.Zip(energies).Sum(pair => pair.First * pair.Second), 1e-11);
        Assert.Equal(0, eigenvalues[0], 1e-12);
        Assert.True(mode == SpectralMode.Paper || eigenvalues[^1] <= 2);
    }

    [Fact]
    public void Energies_SignalInOneMode_AreNotNegative()
    {
        const int Tokens = 60;
        var constant = Enumerable.Repeat(0.3, Tokens).ToArray();
        var gram = SpectralReference.Gram(constant, Tokens, centred: false);

        var energies = Solve(SymmetricWeights(new Random(13), Tokens), Tokens, SpectralMode.Paper).Energies(gram);

        Assert.Equal(0.09 * Tokens, energies[0], 1e-12);
        Assert.All(energies[1..], energy => Assert.InRange(energy, 0, 1e-12));
    }

    [Fact]
    public void Create_SoundWithIsolatedToken_HasEigenvalueZeroTwice()
    {
        double[] weights = [0, 1, 0, 1, 0, 0, 0, 0, 5];

        var spectrum = Solve(weights, 3, SpectralMode.Sound);

        AssertClose([0, 0, 2], spectrum.Eigenvalues, 1e-15);
    }

    [Fact]
    public void Create_UnknownMode_Throws()
        => Assert.Throws<ArgumentOutOfRangeException>("mode", () => GraphLaplacian.Create([0, 1, 1, 0], 2, (SpectralMode)99));

    private static double[] SymmetricWeights(Random random, int tokens)
    {
        var weights = new double[tokens * tokens];
        for (var i = 0; i < tokens; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                weights[(i * tokens) + j] = weights[(j * tokens) + i] = random.NextDouble();
            }
        }

        return weights;
    }

    private static GraphSpectrum Solve(double[] weights, int tokens, SpectralMode mode)
        => new(GraphLaplacian.Create(weights, tokens, mode), tokens);

    private static void AssertClose(double[] expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
