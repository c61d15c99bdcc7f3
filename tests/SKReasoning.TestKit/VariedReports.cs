using System.Collections.Immutable;

namespace SKReasoning.TestKit;

/// <summary>Reports whose every value is drawn, extreme ones too: for tests of what must come back as it went.</summary>
public static class VariedReports
{
    private static readonly string[] s_texts =
    [
        "", " ", "3 * 7 = 21", "line\nbreak\r\nand \"quotes\" \\ </script>", "日本語 ä \U0001F600", "\0\u0001\u2028\u007f", new string('x', 2000),
    ];

    /// <summary>Creates a report; the same seed gives the same one.</summary>
    /// <param name="seed">Seed of all draws.</param>
    /// <param name="tokens">Most tokens of an attempt.</param>
    public static TurnReport Create(int seed, int tokens = 40)
    {
        var random = new Random(seed);
        ImmutableArray<Attempt> attempts = [.. Enumerable.Range(1, random.Next(1, 4)).Select(number => Attempt(random, number, tokens))];
        return new TurnReport($"{seed:x8}", attempts, random.Next(attempts.Length));
    }

    private static Attempt Attempt(Random random, int number, int tokens) => new(
        number,
        number > 1 ? new BranchPoint(Any<BranchFrom>(random), random.Next(), Tokens(random, tokens), null, Text(random)) : null,
        new ReasoningTrace(Tokens(random, tokens), random.Next(), [.. Many(random, 6, Step)], null, Influence(random), [.. Many(random, 3, Signature)])
        {
            IsTruncated = Coin(random),
            CanBranch = Coin(random),
            TopTokens = [.. Many(random, 3, row => Many(row, 3, draw => new RankedToken(draw.Next(), (float)Number(draw))).ToImmutableArray())],
            Anchoring = Coin(random) ? Anchoring(random) : null,
        },
        new Verdict(Coin(random), Number(random), Perhaps(random, random.Next()), Text(random)) { Basis = Any<VerdictBasis>(random) })
    {
        Critique = Coin(random) ? Text(random) : null,
        ReachesBack = Coin(random),
        View = Perhaps(random, Any<DerivationView>(random)),
        UnsupportedArguments = [.. Many(random, 3, draw => new UnsupportedArgument(Text(draw), Text(draw), Text(draw)))],
        Temperature = Perhaps(random, Number(random)),
        Seed = Perhaps(random, random.NextInt64(long.MinValue, long.MaxValue)),
    };

    private static ImmutableArray<TracedToken> Tokens(Random random, int most)
        => [.. Many(random, most, draw => new TracedToken(draw.Next(), (float)Number(draw), (float)Number(draw)))];

    private static ReasoningStep Step(Random random) => new(
        random.Next(), random.Next(), Any<StepKind>(random), Text(random), Number(random), Number(random), Number(random), Perhaps(random, Number(random)))
    {
        IsThought = Coin(random),
    };

    private static InfluenceOptions Influence(Random random) => new()
    {
        Distance = random.Next(1, 99),
        LaterSteps = Any<LaterSteps>(random),
        Heads = random.Next(3) switch
        {
            0 => HeadSelection.All,
            1 => HeadSelection.MostPeaked(random.Next(1, 99)),
            _ => HeadSelection.Of([new AttentionHead(0, random.Next()), .. Many(random, 3, draw => new AttentionHead(draw.Next(), 3))]),
        },
    };

    private static SpectralSignature Signature(Random random) => new(random.Next(), random.Next())
    {
        Mode = Any<SpectralMode>(random),
        Solver = Any<SpectralSolver>(random),
        Fiedler = Perhaps(random, Number(random)),
        FiedlerResidual = Perhaps(random, Number(random)),
        HighFrequencyRatio = Perhaps(random, Number(random)),
        HighFrequencyError = Perhaps(random, Number(random)),
        Smoothness = Perhaps(random, Number(random)),
        Energy = Perhaps(random, Number(random)),
        Entropy = Perhaps(random, Number(random)),
    };

    private static AnchorTrace Anchoring(Random random) => new(
        new AnchorRequest
        {
            IsEnabled = Coin(random),
            Schedule = Any<AnchorSchedule>(random),
            Backend = Any<AnchorBackend>(random),
            Strength = new() { Rule = Any<StrengthRule>(random), Base = Number(random), Gain = Number(random), Most = Number(random), PerToken = Coin(random) },
            Form = Any<BlendForm>(random),
            Mask = Any<MaskStyle>(random),
            Filler = Perhaps(random, random.Next()),
            Scaling = new()
            {
                Factor = Number(random),
                LeastShare = Perhaps(random, Number(random)),
                Layers = [.. Many(random, 4, draw => draw.Next())],
                Heads = [.. Many(random, 4, draw => draw.Next())],
            },
            Format = new() { Plan = Text(random), Reason = Text(random), Answer = Text(random) },
            MaxSteps = random.Next(),
            MaxSegmentTokens = random.Next(),
        },
        [.. Many(random, 4, Segment)],
        random.Next(-1, 9),
        random.Next());

    private static AnchorSegment Segment(Random random) => new(
        Any<SegmentKind>(random), random.Next(), random.Next(), random.Next(), [.. Many(random, 3, draw => new TokenRange(draw.Next(), draw.Next()))], Number(random))
    {
        Confidence = Perhaps(random, Number(random)),
        ArithmeticConfidence = Perhaps(random, Number(random)),
        GeometricConfidence = Perhaps(random, Number(random)),
        AnchorShare = Perhaps(random, Number(random)),
        Flips = random.Next(1000),
        MeanDivergence = Number(random),
    };

    private static double Number(Random random) => random.Next(12) switch
    {
        0 => double.NaN,
        1 => double.NegativeInfinity,
        2 => double.PositiveInfinity,
        3 => 0,
        4 => double.MaxValue,
        5 => double.Epsilon,
        _ => -random.NextDouble() * 10,
    };

    private static string Text(Random random) => s_texts[random.Next(s_texts.Length)];

    private static bool Coin(Random random) => random.Next(2) == 0;

    private static T? Perhaps<T>(Random random, T value)
        where T : struct
        => Coin(random) ? value : null;

    private static T Any<T>(Random random)
        where T : struct, Enum
        => random.GetItems(Enum.GetValues<T>(), 1)[0];

    private static IEnumerable<T> Many<T>(Random random, int most, Func<Random, T> draw) => Enumerable.Range(0, random.Next(most + 1)).Select(_ => draw(random));
}
