namespace SKReasoning.Tests.Spectral;

public class AttentionGraphTests
{
    // Inputs are the reference's own; what is left is the head mean, stored in single precision, and the nine digits of the reference.
    private const double ModelTolerance = 5e-8;

    public static MatrixTheoryData<string, SpectralMode, bool> ModelCases { get; }
        = new(ModelSignals.Architectures, Enum.GetValues<SpectralMode>(), [true, false]);

    [Theory]
    [MemberData(nameof(ModelCases))]
    public void Measure_RowsOfAModel_EqualsReference(string architecture, SpectralMode mode, bool whole)
    {
        var model = ModelSignals.Load(architecture);
        for (var layer = 0; layer < model.Layers.Length; layer++)
        {
            var signature = model.Layers[layer].ToGraph(whole ? 0 : model.PromptTokens).Measure(mode, SpectralSolver.Dense);

            var expected = model.Expected(whole, mode, layer);
            Assert.Equal(expected.GetProperty("n").GetInt32(), signature.Tokens);
            Assert.Equal(expected.Double("fiedler"), signature.Fiedler!.Value, ModelTolerance);
            Assert.Equal(expected.Double("hfer"), signature.HighFrequencyRatio!.Value, ModelTolerance);
            Assert.Equal(expected.Double("smoothness"), signature.Smoothness!.Value, ModelTolerance);
            Assert.Equal(expected.Double("spectral_entropy"), signature.Entropy!.Value, ModelTolerance);
            Assert.Equal(expected.Double("spectral_entropy_norm"), signature.NormalizedEntropy!.Value, ModelTolerance);
        }
    }

    [Theory]
    [MemberData(nameof(ModelCases))]
    public void Measure_RowsOfAModelIteratively_EqualsReferenceWithinTheStatedErrors(string architecture, SpectralMode mode, bool whole)
    {
        var model = ModelSignals.Load(architecture);
        for (var layer = 0; layer < model.Layers.Length; layer++)
        {
            var signature = model.Layers[layer].ToGraph(whole ? 0 : model.PromptTokens).Measure(mode);

            var expected = model.Expected(whole, mode, layer);
            Assert.Equal((mode, mode == SpectralMode.Compat ? SpectralSolver.Dense : SpectralSolver.Iterative), (signature.Mode, signature.Solver));
            Assert.Equal(expected.GetProperty("n").GetInt32(), signature.Tokens);
            Assert.Equal(expected.Double("fiedler"), signature.Fiedler!.Value, ModelTolerance);
            Assert.Equal(expected.Double("smoothness"), signature.Smoothness!.Value, 2 * ModelTolerance);
            if (mode == SpectralMode.Sound)
            {
                // All features are there and the spectrum is resolved, so nothing but single precision is left.
                Assert.InRange(signature.HighFrequencyError!.Value, 0, 1e-4);
                Assert.Equal(expected.Double("hfer"), signature.HighFrequencyRatio!.Value, signature.HighFrequencyError.Value);
            }
            else if (mode == SpectralMode.Paper)
            {
                Assert.Null(signature.HighFrequencyRatio);
                Assert.Null(signature.Entropy);
            }
        }
    }

    [Theory]
    [InlineData(SpectralMode.Sound, 0)]
    [InlineData(SpectralMode.Paper, 0)]
    [InlineData(SpectralMode.Compat, 0)]
    [InlineData(SpectralMode.Sound, 9)]
    [InlineData(SpectralMode.Paper, 9)]
    [InlineData(SpectralMode.Compat, 9)]
    public void Measure_RowByRow_EqualsWholeMatrix(SpectralMode mode, int firstToken)
    {
        // 300 features and 300 tokens are more than one block of each.
        var attention = CausalAttention.Random(seed: 1, heads: 3, tokens: 300, hiddenSize: 300);

        var signature = attention.ToGraph(firstToken).Measure(mode, SpectralSolver.Dense);

        var dropped = mode == SpectralMode.Sound && firstToken == 0 ? 1 : firstToken;
        var expected = MeasureWhole(attention, dropped, mode);
        Assert.Equal(expected.Tokens, signature.Tokens);
        AssertClose(expected, signature, 1e-8);
    }

    [Fact]
    public void Measure_CausalAttention_StaysWithinBounds()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var graph = CausalAttention.Random(seed, heads: 2, tokens: 5 + (3 * seed), hiddenSize: 8).ToGraph();

            foreach (var solver in Enum.GetValues<SpectralSolver>())
            {
                var sound = graph.Measure(SpectralMode.Sound, solver);
                var paper = graph.Measure(SpectralMode.Paper, solver);

                Assert.InRange(sound.Fiedler!.Value, 0, (double)sound.Tokens / (sound.Tokens - 1));
                Assert.InRange(sound.Smoothness!.Value, 0, 2);
                Assert.InRange(paper.Fiedler!.Value, 0, paper.Tokens / (2.0 * (paper.Tokens - 1)));
                Assert.InRange(paper.Smoothness!.Value, 0, 1);
                Assert.All([sound, paper], signature => Assert.InRange(signature.HighFrequencyRatio ?? 0, 0, 1));
                Assert.All([sound, paper], signature => Assert.InRange(signature.NormalizedEntropy ?? 0, 0, 1));

                // For a cut c, q = Σ λ p bounds the energy above it.
                Assert.InRange(sound.HighFrequencyRatio!.Value, sound.Smoothness.Value - 1 - sound.HighFrequencyError!.Value, sound.Smoothness.Value + sound.HighFrequencyError.Value);
            }
        }
    }

    [Fact]
    public void Measure_BlocksThatIgnoreEachOther_HasFiedlerZero()
    {
        var states = CausalAttention.Random(seed: 2, heads: 1, tokens: 8, hiddenSize: 3).States;

        var graph = CausalAttention.Pointing(query => query < 4 ? 0 : 4, states).ToGraph();

        Assert.All(Enum.GetValues<SpectralSolver>(), solver => Assert.Equal(0, graph.Measure(SpectralMode.Paper, solver).Fiedler!.Value, 1e-15));
    }

    [Fact]
    public void Measure_SameStateEverywhere_HasNoSignalInSoundMode()
    {
        var attention = CausalAttention.Random(seed: 3, heads: 2, tokens: 12, hiddenSize: 5);
        var flat = attention with { States = [.. attention.States.Select(_ => new[] { 0.1f, -3.7f, 1e-3f, 512.3f, 0 })] };

        foreach (var solver in Enum.GetValues<SpectralSolver>())
        {
            var signature = flat.ToGraph().Measure(SpectralMode.Sound, solver);

            Assert.True(signature.Fiedler > 0);
            Assert.Null(signature.HighFrequencyRatio);
            Assert.Null(signature.Smoothness);
            Assert.Null(signature.Entropy);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void Measure_TooFewTokens_IsUndefined(int tokens, int expectedTokens)
    {
        var attention = CausalAttention.Random(seed: 4, heads: 1, tokens: 3, hiddenSize: 2);
        var graph = new AttentionGraph(layer: 7, hiddenSize: 2);
        attention.Feed(graph, 0, tokens);

        foreach (var solver in Enum.GetValues<SpectralSolver>())
        {
            var signature = graph.Measure(SpectralMode.Sound, solver);

            Assert.Equal(new SpectralSignature(7, expectedTokens) { Solver = solver }, signature);
        }
    }

    [Fact]
    public void Measure_AttentionAheadOfStates_CoversTokensThatHaveBoth()
    {
        var attention = CausalAttention.Random(seed: 5, heads: 2, tokens: 10, hiddenSize: 4);
        var graph = new AttentionGraph(layer: 0, hiddenSize: 4);
        attention.Feed(graph, 0, 9);
        var before = graph.Measure(SpectralMode.Paper, SpectralSolver.Dense);

        attention.AddRow(graph, 9);

        Assert.Equal(9, graph.Tokens);
        Assert.Equal(before, graph.Measure(SpectralMode.Paper, SpectralSolver.Dense));
    }

    [Theory]
    [InlineData(0, 17)]
    [InlineData(5, 17)]
    [InlineData(5, 6)]
    [InlineData(5, 3)]
    public void Truncate_ThenOtherTokens_EqualsFreshGraph(int firstToken, int kept)
    {
        var first = CausalAttention.Random(seed: 6, heads: 2, tokens: 30, hiddenSize: 4);
        var second = CausalAttention.Random(seed: 7, heads: 2, tokens: 25, hiddenSize: 4);
        var graph = first.ToGraph(firstToken);
        var branch = Math.Max(firstToken, kept);

        graph.Truncate(kept);
        var tokensLeft = graph.Tokens;
        second.Feed(graph, branch, second.Tokens);

        var fresh = new AttentionGraph(layer: 0, hiddenSize: 4, firstToken);
        first.Feed(fresh, firstToken, branch);
        second.Feed(fresh, branch, second.Tokens);
        Assert.Equal(branch - firstToken, tokensLeft);
        Assert.All(Enum.GetValues<SpectralMode>(), mode => Assert.Equal(fresh.Measure(mode), graph.Measure(mode)));
    }

    [Fact]
    public void Truncate_LongerThanGraph_ChangesNothing()
    {
        var graph = CausalAttention.Random(seed: 8, heads: 1, tokens: 6, hiddenSize: 2).ToGraph();

        graph.Truncate(100);

        Assert.Equal(6, graph.Tokens);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(3)]
    [InlineData(7)]
    public void Add_NotTheNextToken_ThrowsAndChangesNothing(int token)
    {
        var attention = CausalAttention.Random(seed: 9, heads: 1, tokens: 8, hiddenSize: 2);
        var graph = new AttentionGraph(layer: 0, hiddenSize: 2, firstToken: 4);
        attention.Feed(graph, 4, 6);

        Assert.Throws<ArgumentException>("query", () => attention.AddRow(graph, token));
        Assert.Throws<ArgumentException>("position", () => graph.AddHiddenState(token, attention.States[0]));

        attention.Feed(graph, 6, 8);
        Assert.Equal(attention.ToGraph(4).Measure(), graph.Measure());
    }

    [Fact]
    public void AddRow_OtherNumberOfKeys_Throws()
    {
        var graph = new AttentionGraph(layer: 0, hiddenSize: 2);

        Assert.Throws<ArgumentException>("rows", () => graph.AddRow(0, new AttentionRows([0.5f, 0.5f], heads: 1, headStride: 2, keys: 2)));
    }

    [Fact]
    public void AddHiddenState_OtherLength_Throws()
        => Assert.Throws<ArgumentException>("state", () => new AttentionGraph(layer: 0, hiddenSize: 2).AddHiddenState(0, [1, 2, 3]));

    [Fact]
    public void Add_AfterTruncate_AllocatesNothing()
    {
        var attention = CausalAttention.Random(seed: 10, heads: 1, tokens: 40, hiddenSize: 4);
        var graph = attention.ToGraph();
        graph.Truncate(39);
        var row = attention.Weights[0][39];
        var before = GC.GetAllocatedBytesForCurrentThread();

        graph.AddRow(39, new AttentionRows(row, heads: 1, headStride: 40, keys: 40));
        graph.AddHiddenState(39, attention.States[39]);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // The same graph by plain loops in double precision, from token `first` on.
    private static SpectralSignature MeasureWhole(CausalAttention attention, int first, SpectralMode mode)
    {
        var tokens = attention.Tokens - first;
        var weights = new double[tokens * tokens];
        for (var i = 0; i < tokens; i++)
        {
            for (var j = 0; j < tokens; j++)
            {
                var (row, column) = (first + i, first + j);
                weights[(i * tokens) + j] = attention.Weights.Average(head => (head[row][column] + (double)head[column][row]) / 2);
            }
        }

        double[] signal = [.. attention.States[first..].SelectMany(state => state.Select(value => (double)value))];
        var gram = SpectralReference.Gram(signal, tokens, centred: mode == SpectralMode.Sound);
        return SpectralAnalysis.Measure(0, weights, gram, tokens, mode);
    }

    private static void AssertClose(SpectralSignature expected, SpectralSignature actual, double tolerance)
    {
        Assert.Equal(expected.Fiedler!.Value, actual.Fiedler!.Value, tolerance);
        Assert.Equal(expected.HighFrequencyRatio!.Value, actual.HighFrequencyRatio!.Value, tolerance);
        Assert.Equal(expected.Smoothness!.Value, actual.Smoothness!.Value, tolerance);
        Assert.Equal(expected.Entropy!.Value, actual.Entropy!.Value, tolerance);
    }
}
