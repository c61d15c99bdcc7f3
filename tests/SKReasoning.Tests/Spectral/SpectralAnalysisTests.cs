namespace SKReasoning.Tests.Spectral;

public class SpectralAnalysisTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [MemberData(nameof(SpectralReference.KnownGraphs), MemberType = typeof(SpectralReference))]
    public void Measure_KnownGraph_FindsFiedlerValue(string name)
    {
        var graph = SpectralReference.KnownGraph(name);
        var tokens = graph.GetProperty("N").GetInt32();
        var weights = graph.GetProperty("adjacency").Flat();

        var signature = SpectralAnalysis.Measure(3, weights, gram: new double[tokens * tokens], tokens, SpectralMode.Paper);

        Assert.Equal((3, tokens), (signature.Layer, signature.Tokens));
        Assert.Equal(graph.Double("fiedler"), signature.Fiedler!.Value, 1e-12);
    }

    [Theory]
    [MemberData(nameof(SpectralReference.RandomCases), MemberType = typeof(SpectralReference))]
    public void Measure_Paper_EqualsReference(string name)
    {
        var signature = Measure(name, SpectralMode.Paper, centred: false);

        var expected = SpectralReference.RandomCase(name).GetProperty("expected").GetProperty("comb");
        Assert.Equal(expected.Double("fiedler"), signature.Fiedler!.Value, Tolerance);
        Assert.Equal(expected.Double("hfer_half"), signature.HighFrequencyRatio!.Value, Tolerance);
        Assert.Equal(expected.Double("smoothness_paper"), signature.Smoothness!.Value, Tolerance);
        Assert.Equal(expected.Double("spectral_entropy_nats"), signature.Entropy!.Value, Tolerance);
        Assert.Equal(expected.Double("spectral_entropy_norm"), signature.NormalizedEntropy!.Value, Tolerance);
    }

    [Theory]
    [MemberData(nameof(SpectralReference.RandomCases), MemberType = typeof(SpectralReference))]
    public void Measure_CentredSignal_EqualsReference(string name)
    {
        var signature = Measure(name, SpectralMode.Paper, centred: true);

        var expected = SpectralReference.RandomCase(name).GetProperty("expected").GetProperty("comb_centred");
        Assert.Equal(expected.Double("hfer_half"), signature.HighFrequencyRatio!.Value, Tolerance);
        Assert.Equal(expected.Double("smoothness_paper"), signature.Smoothness!.Value, Tolerance);
        Assert.Equal(expected.Double("spectral_entropy_nats"), signature.Entropy!.Value, Tolerance);
    }

    [Theory]
    [MemberData(nameof(SpectralReference.RandomCases), MemberType = typeof(SpectralReference))]
    public void Measure_Sound_EqualsReference(string name)
    {
        var signature = Measure(name, SpectralMode.Sound, centred: false);

        var expected = SpectralReference.RandomCase(name).GetProperty("expected").GetProperty("sym_no_self_loops");
        var modes = expected.GetProperty("eigenvalues").Doubles().Zip(expected.GetProperty("mode_energy").Doubles()).ToArray();
        var high = modes.Where(mode => mode.First > 1).Sum(mode => mode.Second) / modes.Sum(mode => mode.Second);
        Assert.Equal(expected.Double("fiedler"), signature.Fiedler!.Value, Tolerance);
        Assert.Equal(high, signature.HighFrequencyRatio!.Value, Tolerance);
        Assert.Equal(expected.Double("smoothness_quotient"), signature.Smoothness!.Value, Tolerance);
        Assert.Equal(expected.Double("spectral_entropy_nats"), signature.Entropy!.Value, Tolerance);
    }

    [Theory]
    [MemberData(nameof(SpectralReference.RandomCases), MemberType = typeof(SpectralReference))]
    public void Measure_Compat_EqualsReleasedCode(string name)
    {
        var signature = Measure(name, SpectralMode.Compat, centred: false);

        var expected = SpectralReference.RandomCase(name).GetProperty("expected").GetProperty("library_dense");
        Assert.Equal(expected.Double("fiedler"), signature.Fiedler!.Value, Tolerance);
        Assert.Equal(expected.Double("hfer"), signature.HighFrequencyRatio!.Value, Tolerance);
        Assert.Equal(expected.Double("smoothness"), signature.Smoothness!.Value, Tolerance);
        Assert.Equal(expected.Double("spectral_entropy_nats"), signature.Entropy!.Value, Tolerance);
    }

    [Theory]
    [InlineData(SpectralMode.Sound)]
    [InlineData(SpectralMode.Paper)]
    [InlineData(SpectralMode.Compat)]
    public void Measure_ScaledSignal_Unchanged(SpectralMode mode)
    {
        var reference = SpectralReference.RandomCase("r3_sink");
        var signal = reference.GetProperty("hidden").Flat();

        var scaled = Measure("r3_sink", mode, [.. signal.Select(value => -1000 * value)]);

        AssertSame(Measure("r3_sink", mode, signal), scaled);
    }

    [Theory]
    [InlineData(SpectralMode.Sound)]
    [InlineData(SpectralMode.Paper)]
    [InlineData(SpectralMode.Compat)]
    public void Measure_RotatedFeatures_Unchanged(SpectralMode mode)
    {
        const double Angle = 0.7;
        var signal = SpectralReference.RandomCase("r5_sliding_window4").GetProperty("hidden").Flat();
        var rotated = new double[signal.Length];
        for (var i = 0; i < signal.Length; i += 2)
        {
            rotated[i] = (Math.Cos(Angle) * signal[i]) - (Math.Sin(Angle) * signal[i + 1]);
            rotated[i + 1] = (Math.Sin(Angle) * signal[i]) + (Math.Cos(Angle) * signal[i + 1]);
        }

        AssertSame(Measure("r5_sliding_window4", mode, signal), Measure("r5_sliding_window4", mode, rotated));
    }

    // The compat matrix depends on the order of tokens: only one triangle of it is read.
    [Theory]
    [InlineData(SpectralMode.Sound)]
    [InlineData(SpectralMode.Paper)]
    public void Measure_PermutedTokens_Unchanged(SpectralMode mode)
    {
        var reference = SpectralReference.RandomCase("r4_sink_massive_first_token");
        var weights = reference.GetProperty("expected").GetProperty("adjacency").Flat();
        var tokens = reference.GetProperty("N").GetInt32();
        var gram = SpectralReference.Gram(reference.GetProperty("hidden").Flat(), tokens, centred: false);
        int[] order = [.. Enumerable.Range(0, tokens).Select(i => (5 * i) % tokens)];

        var permuted = SpectralAnalysis.Measure(0, Permute(weights, order), Permute(gram, order), tokens, mode);

        AssertSame(SpectralAnalysis.Measure(0, weights, gram, tokens, mode), permuted);
    }

    [Theory]
    [InlineData(SpectralMode.Sound)]
    [InlineData(SpectralMode.Paper)]
    public void Measure_OtherSelfLoops_Unchanged(SpectralMode mode)
    {
        double[] gram = [2, 0.5, 0, 0.5, 3, 1, 0, 1, 1];

        var without = SpectralAnalysis.Measure(0, [0, 0.5, 0.2, 0.5, 0, 0.1, 0.2, 0.1, 0], gram, 3, mode);
        var with = SpectralAnalysis.Measure(0, [7, 0.5, 0.2, 0.5, 8, 0.1, 0.2, 0.1, 9], gram, 3, mode);

        Assert.Equal(without, with);
    }

    // Whatever its weights, a star has eigenvalue 0 once, 2 once, and exactly 1 for the rest, which is not above the cut.
    [Fact]
    public void Measure_Star_CountsOnlyTheTopModeAsHigh()
    {
        const int Tokens = 40;
        var random = new Random(12);
        double[] leaves = [0, .. Enumerable.Range(1, Tokens - 1).Select(_ => random.NextDouble())];
        var weights = new double[Tokens * Tokens];
        for (var leaf = 1; leaf < Tokens; leaf++)
        {
            weights[leaf] = weights[leaf * Tokens] = leaves[leaf];
        }

        double[] topMode = [-Math.Sqrt(0.5), .. leaves[1..].Select(weight => Math.Sqrt(weight / leaves.Sum() / 2))];
        double[] signal = [.. leaves.Select(_ => random.NextDouble() - 0.5)];
        var topShare = Math.Pow(topMode.Zip(signal).Sum(pair => pair.First * pair.Second), 2) / signal.Sum(value => value * value);

        var ofSignal = SpectralAnalysis.Measure(0, weights, Gram(signal), Tokens, SpectralMode.Sound);
        var ofTopMode = SpectralAnalysis.Measure(0, weights, Gram(topMode), Tokens, SpectralMode.Sound);

        Assert.Equal(topShare, ofSignal.HighFrequencyRatio!.Value, 1e-12);
        Assert.Equal(1, ofTopMode.HighFrequencyRatio!.Value, 1e-12);
        Assert.Equal(2, ofTopMode.Smoothness!.Value, 1e-12);
        Assert.Equal(0, ofTopMode.Entropy!.Value, 1e-12);

        static double[] Gram(double[] signal) => SpectralReference.Gram(signal, Tokens, centred: false);
    }

    [Fact]
    public void Measure_PureSinkWithMassiveToken_EqualsClosedForm()
    {
        var graph = SpectralReference.KnownGraph("pure_sink_causal_attention_10");
        var delta = new double[100];
        delta[0] = 1;

        var paper = SpectralAnalysis.Measure(0, graph.GetProperty("adjacency").Flat(), delta, 10, SpectralMode.Paper);

        Assert.Equal(graph.GetProperty("delta_on_token0").Double("comb_hfer_half"), paper.HighFrequencyRatio!.Value, 1e-12);
        Assert.Equal(1 - (4.5 / 5), paper.Smoothness!.Value, 1e-12);
    }

    [Fact]
    public void Measure_ZeroSignal_HasFiedlerOnly()
    {
        var signature = SpectralAnalysis.Measure(0, [0, 0.5, 0.5, 0], new double[4], 2, SpectralMode.Sound);

        Assert.Equal(2, signature.Fiedler!.Value, 1e-15);
        AssertNoSignal(signature);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Measure_SignalNotFinite_HasFiedlerOnly(double value)
    {
        var signature = SpectralAnalysis.Measure(0, [0, 0.5, 0.5, 0], [1, value, value, value], 2, SpectralMode.Sound);

        Assert.Equal(2, signature.Fiedler!.Value, 1e-15);
        AssertNoSignal(signature);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Measure_WeightsNotFinite_IsUndefined(double weight)
    {
        var signature = SpectralAnalysis.Measure(0, [0, weight, weight, 0], [1, 0, 0, 1], 2, SpectralMode.Sound);

        Assert.Null(signature.Fiedler);
        AssertNoSignal(signature);
    }

    [Fact]
    public void Measure_PaperWithoutEdges_HasNoSmoothness()
    {
        var signature = SpectralAnalysis.Measure(0, [1, 0, 0, 1], [1, 0, 0, 1], 2, SpectralMode.Paper);

        Assert.Equal(0, signature.Fiedler);
        Assert.Null(signature.Smoothness);
        Assert.Equal(Math.Log(2), signature.Entropy!.Value, 1e-15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Measure_FewerThanTwoTokens_IsUndefined(int tokens)
    {
        var signature = SpectralAnalysis.Measure(0, new double[tokens], new double[tokens], tokens, SpectralMode.Paper);

        Assert.Equal(tokens, signature.Tokens);
        Assert.Null(signature.Fiedler);
        AssertNoSignal(signature);
        Assert.Null(signature.NormalizedEntropy);
    }

    private static SpectralSignature Measure(string name, SpectralMode mode, bool centred)
        => Measure(name, mode, SpectralReference.RandomCase(name).GetProperty("hidden").Flat(), centred);

    private static SpectralSignature Measure(string name, SpectralMode mode, double[] signal, bool centred = false)
    {
        var reference = SpectralReference.RandomCase(name);
        var tokens = reference.GetProperty("N").GetInt32();
        var gram = SpectralReference.Gram(signal, tokens, centred);
        return SpectralAnalysis.Measure(0, reference.GetProperty("expected").GetProperty("adjacency").Flat(), gram, tokens, mode);
    }

    private static double[] Permute(double[] matrix, int[] order)
        => [.. order.SelectMany(i => order.Select(j => matrix[(i * order.Length) + j]))];

    private static void AssertSame(SpectralSignature expected, SpectralSignature actual)
    {
        Assert.Equal(expected.Fiedler!.Value, actual.Fiedler!.Value, Tolerance);
        Assert.Equal(expected.HighFrequencyRatio!.Value, actual.HighFrequencyRatio!.Value, Tolerance);
        Assert.Equal(expected.Smoothness!.Value, actual.Smoothness!.Value, Tolerance);
        Assert.Equal(expected.Entropy!.Value, actual.Entropy!.Value, Tolerance);
    }

    private static void AssertNoSignal(SpectralSignature signature)
    {
        Assert.Null(signature.HighFrequencyRatio);
        Assert.Null(signature.Smoothness);
        Assert.Null(signature.Entropy);
    }
}
