using FsCheck;
using FsCheck.Fluent;

namespace SKReasoning.Tests.Spectral;

/// <summary>What holds for any causal attention and any signal.</summary>
public class SpectralProperties
{
    private const double Tolerance = 1e-9;

    private static readonly SpectralMode[] s_symmetric = [SpectralMode.Sound, SpectralMode.Paper];

    private static readonly Arbitrary<Case> s_cases = (
        from seed in Gen.Choose(0, 10_000)
        from heads in Gen.Choose(1, 3)
        from tokens in Gen.Choose(2, 24)
        from hiddenSize in Gen.Choose(1, 6)
        from sink in Gen.Elements(true, false)
        select new Case(seed, heads, tokens, hiddenSize, sink)).ToArbitrary();

    [Fact]
    public void Spectrum_AnyGraph_KeepsTraceAndEnergy() => Check(sample =>
    {
        foreach (var mode in s_symmetric)
        {
            var laplacian = GraphLaplacian.Create(sample.Weights, sample.Tokens, mode);
            var spectrum = new GraphSpectrum(laplacian, sample.Tokens);
            var energies = spectrum.Energies(sample.Gram);

            var length = Trace(sample.Gram, sample.Tokens);
            Assert.Equal(Trace(laplacian, sample.Tokens), spectrum.Eigenvalues.ToArray().Sum(), Tolerance);
            Assert.Equal(length, energies.Sum(), Tolerance * length);
            var quotient = laplacian.Zip(sample.Gram, (l, g) => l * g).Sum() / length;
            Assert.Equal(quotient, energies.Zip(spectrum.Eigenvalues.ToArray(), (e, value) => e * value).Sum() / length, Tolerance);
        }
    });

    [Fact]
    public void Measure_AnyGraph_StaysWithinBounds() => Check(sample =>
    {
        var paper = sample.Measure(SpectralMode.Paper);
        var eigenvalues = new GraphSpectrum(GraphLaplacian.Create(sample.Weights, sample.Tokens, SpectralMode.Sound), sample.Tokens).Eigenvalues.ToArray();

        Assert.All(eigenvalues, value => Assert.InRange(value, -1e-12, 2 + 1e-12));
        Assert.InRange(paper.Fiedler!.Value, 0, (sample.Tokens / (2.0 * (sample.Tokens - 1))) + 1e-7);
        Assert.All(s_symmetric, mode => Assert.InRange(sample.Measure(mode).Entropy!.Value, 0, Math.Log(sample.Tokens) + 1e-12));
    });

    [Fact]
    public void Measure_OtherScaleFeatureBasisOrOrder_Unchanged() => Check(sample =>
    {
        var random = new Random(sample.Seed);
        int[] order = [.. Enumerable.Range(0, sample.Tokens)];
        random.Shuffle(order);
        double[] selfLoops = [.. sample.Weights.Select((weight, i) => weight + (i % (sample.Tokens + 1) == 0 ? random.NextDouble() : 0))];
        double[] scaled = [.. sample.Gram.Select(value => 49 * value)];
        foreach (var mode in s_symmetric)
        {
            var expected = sample.Measure(mode);

            AssertSame(expected, SpectralAnalysis.Measure(0, sample.Weights, scaled, sample.Tokens, mode), energyScale: 49);
            AssertSame(expected, SpectralAnalysis.Measure(0, sample.Weights, sample.Reflected(), sample.Tokens, mode));
            AssertSame(expected, SpectralAnalysis.Measure(0, selfLoops, sample.Gram, sample.Tokens, mode));

            // Shares above an index, and the entropy, are those of any basis inside a repeated eigenvalue: of attention there is none.
            AssertSame(expected, SpectralAnalysis.Measure(0, Permute(sample.Weights, order), Permute(sample.Gram, order), sample.Tokens, mode));
        }
    });

    [Fact]
    public void Measure_TwoTextsThatIgnoreEachOther_HasFiedlerZero() => Check(sample =>
    {
        var half = sample.Tokens;
        var weights = new double[4 * half * half];
        var gram = new double[weights.Length];
        for (var i = 0; i < half; i++)
        {
            for (var j = 0; j < half; j++)
            {
                weights[(2 * half * i) + j] = weights[(2 * half * (half + i)) + half + j] = sample.Weights[(half * i) + j];
            }

            gram[(2 * half * i) + i] = 1;
        }

        Assert.All(s_symmetric, mode => Assert.Equal(0, SpectralAnalysis.Measure(0, weights, gram, 2 * half, mode).Fiedler!.Value, 1e-12));
    });

    [Fact]
    public void Measure_Iteratively_EqualsTheDenseSolveWithinTheStatedErrors() => Check(sample =>
    {
        var graph = sample.Attention.ToGraph(firstToken: 0);
        foreach (var mode in s_symmetric)
        {
            var dense = graph.Measure(mode, SpectralSolver.Dense);
            var iterative = graph.Measure(mode);

            Assert.Equal(dense.Tokens, iterative.Tokens);
            Assert.Equal(dense.Fiedler ?? -1, iterative.Fiedler ?? -1, 1e-6 * Math.Max(1e-3, dense.Fiedler ?? 1));
            Assert.Equal(dense.Energy ?? -1, iterative.Energy ?? -1, 1e-6 * Math.Max(1, dense.Energy ?? 0));
            Assert.Equal(dense.Smoothness ?? -1, iterative.Smoothness ?? -1, 1e-6);
            if (iterative.HighFrequencyRatio is { } share)
            {
                Assert.Equal(dense.HighFrequencyRatio!.Value, share, iterative.HighFrequencyError!.Value);
            }
        }
    });

    private static void Check(Action<Case> property) => Prop.ForAll(s_cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static double Trace(double[] matrix, int tokens) => Enumerable.Range(0, tokens).Sum(i => matrix[(i * tokens) + i]);

    private static double[] Permute(double[] matrix, int[] order)
        => [.. order.SelectMany(i => order.Select(j => matrix[(i * order.Length) + j]))];

    private static void AssertSame(SpectralSignature expected, SpectralSignature actual, double energyScale = 1)
    {
        Assert.Equal(expected.Fiedler!.Value, actual.Fiedler!.Value, Tolerance);
        Assert.Equal(expected.HighFrequencyRatio!.Value, actual.HighFrequencyRatio!.Value, Tolerance);
        Assert.Equal(expected.Smoothness!.Value, actual.Smoothness!.Value, Tolerance);
        Assert.Equal(expected.Entropy!.Value, actual.Entropy!.Value, 1e-7);
        Assert.Equal(expected.Energy!.Value * energyScale, actual.Energy!.Value, Tolerance * energyScale * Math.Max(1, expected.Energy.Value));
    }

    private sealed record Case(int Seed, int Heads, int Tokens, int HiddenSize, bool HasSink)
    {
        private double[]? _weights;

        public CausalAttention Attention { get; } = HasSink
            ? CausalAttention.WithSink(Seed, Heads, Tokens, HiddenSize)
            : CausalAttention.Random(Seed, Heads, Tokens, HiddenSize);

        public double[] Weights => _weights ??= [.. from i in Enumerable.Range(0, Tokens)
                                                   from j in Enumerable.Range(0, Tokens)
                                                   select Attention.Weights.Average(head => (head[i][j] + (double)head[j][i]) / 2)];

        public double[] Gram => GramOf(state => [.. state.Select(value => (double)value)]);

        /// <summary>The Gram matrix after a Householder reflection of the features.</summary>
        public double[] Reflected()
        {
            var random = new Random(Seed + 1);
            double[] axis = [.. Enumerable.Range(0, HiddenSize).Select(_ => random.NextDouble() - 0.5)];
            var square = axis.Sum(value => value * value);
            return GramOf(state =>
            {
                var along = 2 * axis.Zip(state, (a, s) => a * s).Sum() / square;
                return [.. state.Zip(axis, (s, a) => s - (along * a))];
            });
        }

        public SpectralSignature Measure(SpectralMode mode) => SpectralAnalysis.Measure(0, Weights, Gram, Tokens, mode);

        public override string ToString() => $"seed {Seed}, {Heads} heads, {Tokens} tokens of {HiddenSize} features{(HasSink ? ", with a sink" : "")}";

        private double[] GramOf(Func<float[], double[]> features)
            => SpectralReference.Gram([.. Attention.States.SelectMany(features)], Tokens, centred: false);
    }
}
