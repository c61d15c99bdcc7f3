namespace SKReasoning.Tests.Spectral;

public class IterativeSpectraTests
{
    // With sinks that take half of the attention, as models have them.
    private static readonly CausalAttention s_long = CausalAttention.WithSink(seed: 21, heads: 3, tokens: 260, hiddenSize: 200);

    [Theory]
    [InlineData(60, 24)]
    [InlineData(60, 200)]
    [InlineData(150, 200)]
    [InlineData(260, 40)]
    [InlineData(260, 200)]
    public void Measure_SoundOfSinkAttention_EqualsTheDenseSolveWithinTheStatedErrors(int tokens, int hiddenSize)
    {
        var graph = CausalAttention.WithSink(seed: tokens, heads: 3, tokens, hiddenSize).ToGraph();

        var iterative = graph.Measure();

        var dense = graph.Measure(SpectralMode.Sound, SpectralSolver.Dense);
        Assert.Equal(dense.Tokens, iterative.Tokens);
        Assert.Equal(dense.Fiedler!.Value, iterative.Fiedler!.Value, 1e-6 * dense.Fiedler.Value);
        Assert.InRange(iterative.FiedlerResidual!.Value, 0, 1e-10 * dense.Fiedler.Value);
        Assert.Equal(dense.Smoothness!.Value, iterative.Smoothness!.Value, 1e-8);
        Assert.Equal(dense.Energy!.Value, iterative.Energy!.Value, 1e-7 * dense.Energy.Value);
        Assert.Equal(dense.HighFrequencyRatio!.Value, iterative.HighFrequencyRatio!.Value, Math.Min(0.01, iterative.HighFrequencyError!.Value));
        Assert.Null(iterative.Entropy);
        Assert.Equal((0, 0), (dense.HighFrequencyError, dense.FiedlerResidual));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(260)]
    public void Measure_PaperOfSinkAttention_EqualsTheDenseSolve(int tokens)
    {
        var graph = CausalAttention.WithSink(seed: tokens, heads: 2, tokens, hiddenSize: 30).ToGraph();

        var iterative = graph.Measure(SpectralMode.Paper);

        var dense = graph.Measure(SpectralMode.Paper, SpectralSolver.Dense);
        Assert.Equal(dense.Fiedler!.Value, iterative.Fiedler!.Value, 1e-6 * dense.Fiedler.Value);
        Assert.Equal(dense.Smoothness!.Value, iterative.Smoothness!.Value, 1e-7);
        Assert.Equal(dense.Energy!.Value, iterative.Energy!.Value, 1e-6 * dense.Energy.Value);
    }

    // Two eigenvalues so near each other, and a start with so little of the lower one, that a residual of 1e-5 took the upper one for it.
    [Theory]
    [InlineData(951, 23, 0.496983232406)]
    [InlineData(1403472273, 42, 0.486410680078)]
    public void Measure_LowestModeIsHiddenByTheNext_IsFound(int seed, int tokens, double fiedler)
    {
        var graph = CausalAttention.Random(seed, heads: 2, tokens, hiddenSize: 4).ToGraph();

        var found = graph.Measure(SpectralMode.Paper).Fiedler!.Value;

        Assert.Equal(fiedler, found, 1e-11);
        Assert.Equal(graph.Measure(SpectralMode.Paper, SpectralSolver.Dense).Fiedler!.Value, found, 1e-13);
    }

    [Theory]
    [InlineData(SpectralMode.Sound, 40)]
    [InlineData(SpectralMode.Paper, 40)]
    [InlineData(SpectralMode.Sound, 120)]
    [InlineData(SpectralMode.Paper, 120)]
    public void Measure_PartsThatHardlySeeEachOther_HasTheLowestOfTheirNearEqualEigenvalues(SpectralMode mode, int tokens)
    {
        foreach (var (seed, bridge) in new[] { 1e-2f, 1e-4f, 1e-6f, 0 }.Index())
        {
            var attention = CausalAttention.Random(seed, heads: 1, tokens, hiddenSize: 4);
            for (var query = 0; query < tokens; query++)
            {
                for (var key = 0; key < query; key++)
                {
                    attention.Weights[0][query][key] *= query % 4 == key % 4 ? 1 : bridge;
                }
            }

            var graph = attention.ToGraph();

            Assert.Equal(graph.Measure(mode, SpectralSolver.Dense).Fiedler!.Value, graph.Measure(mode).Fiedler!.Value, 1e-13);
        }
    }

    [Theory]
    [InlineData(SpectralMode.Sound)]
    [InlineData(SpectralMode.Paper)]
    public void Measure_WhileTheSequenceGrows_EqualsMeasuringOnce(SpectralMode mode)
    {
        var graph = new AttentionGraph(layer: 0, s_long.HiddenSize);
        foreach (var (first, end) in new[] { (0, 90), (90, 91), (91, 180), (180, 260) })
        {
            s_long.Feed(graph, first, end);

            var again = graph.Measure(mode);

            var other = new AttentionGraph(layer: 0, s_long.HiddenSize);
            s_long.Feed(other, 0, end);
            var once = other.Measure(mode);
            Assert.Equal(once.Fiedler, again.Fiedler);
            Assert.Equal(once.Smoothness!.Value, again.Smoothness!.Value, 1e-9);
            Assert.Equal(once.HighFrequencyRatio, again.HighFrequencyRatio);
        }
    }

    [Fact]
    public void Measure_PartThatComesLaterAndStandsAlone_IsSeen()
    {
        // From token 10 on everything looks at token 10 alone.
        var random = CausalAttention.Random(seed: 5, heads: 1, tokens: 20, hiddenSize: 4);
        var alone = CausalAttention.Pointing(_ => 10, random.States);
        var graph = new AttentionGraph(layer: 0, hiddenSize: 4);
        random.Feed(graph, 0, 10);
        var before = graph.Measure(SpectralMode.Paper);

        alone.Feed(graph, 10, 20);

        Assert.True(before.Fiedler > 0.01);
        Assert.Equal(0, graph.Measure(SpectralMode.Paper).Fiedler!.Value, 1e-12);
    }

    [Fact]
    public void Measure_IsolatedToken_HasFiedlerZero()
    {
        // In sound mode token 0 is left out; a token that looks at nothing else, and is not looked at, has no neighbour left.
        var states = CausalAttention.Random(seed: 6, heads: 1, tokens: 9, hiddenSize: 5).States;
        var graph = CausalAttention.Pointing(query => query is 0 or 4 ? 0 : Math.Max(1, query - 1) == 4 ? 3 : Math.Max(1, query - 1), states).ToGraph();

        var iterative = graph.Measure();

        var dense = graph.Measure(SpectralMode.Sound, SpectralSolver.Dense);
        Assert.Equal(0, dense.Fiedler!.Value, 1e-12);
        Assert.Equal(0, iterative.Fiedler!.Value, 1e-12);
        Assert.Equal(dense.Smoothness!.Value, iterative.Smoothness!.Value, 1e-7);
        Assert.Equal(dense.HighFrequencyRatio!.Value, iterative.HighFrequencyRatio!.Value, iterative.HighFrequencyError!.Value);
    }

    [Fact]
    public void Measure_StarAroundAHub_CountsModesOnTheCutAsLow()
    {
        // All look at token 1: eigenvalues 0, 2, and 1 for all the rest.
        var states = CausalAttention.Random(seed: 7, heads: 1, tokens: 60, hiddenSize: 6).States;
        var graph = CausalAttention.Pointing(query => Math.Min(query, 1), states).ToGraph();

        var iterative = graph.Measure();

        Assert.Equal(graph.Measure(SpectralMode.Sound, SpectralSolver.Dense).HighFrequencyRatio!.Value, iterative.HighFrequencyRatio!.Value, 1e-5);
        Assert.Equal(1, iterative.Fiedler!.Value, 1e-9);
    }

    [Theory]
    [InlineData(SpectralMode.Sound, SpectralSolver.Iterative)]
    [InlineData(SpectralMode.Sound, SpectralSolver.Dense)]
    [InlineData(SpectralMode.Paper, SpectralSolver.Iterative)]
    [InlineData(SpectralMode.Paper, SpectralSolver.Dense)]
    public void Measure_NoGraphToSpeakOf_HasNoEdges(SpectralMode mode, SpectralSolver solver)
    {
        var states = CausalAttention.Random(seed: 8, heads: 1, tokens: 6, hiddenSize: 3).States;

        var signature = CausalAttention.Pointing(query => query, states).ToGraph().Measure(mode, solver);

        Assert.Equal(0, signature.Fiedler!.Value, 1e-12);
        Assert.Equal(0, signature.Energy!.Value, 1e-12);
        Assert.Equal(mode == SpectralMode.Paper ? null : 0, signature.Smoothness);
    }

    [Theory]
    [InlineData(SpectralMode.Sound, true)]
    [InlineData(SpectralMode.Sound, false)]
    [InlineData(SpectralMode.Paper, true)]
    [InlineData(SpectralMode.Paper, false)]
    public void Measure_NotANumber_IsUndefined(SpectralMode mode, bool inAttention)
    {
        var attention = CausalAttention.Random(seed: 9, heads: 2, tokens: 12, hiddenSize: 4);
        (inAttention ? attention.Weights[1][7] : attention.States[7])[3] = float.NaN;

        foreach (var solver in Enum.GetValues<SpectralSolver>())
        {
            var signature = attention.ToGraph().Measure(mode, solver);

            Assert.Equal(inAttention, signature.Fiedler is null);
            Assert.Null(signature.HighFrequencyRatio);
            Assert.Null(signature.Smoothness);
            Assert.Null(signature.Energy);
        }
    }

    [Fact]
    public void Measure_Iteratively_AllocatesNoSquareMatrix()
    {
        var graph = s_long.ToGraph();
        graph.Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();

        graph.Measure();

        // A matrix of 260² doubles alone has 540 800 bytes; vectors for tens of steps and a few panels of columns have less than that each.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_500_000);
    }
}
