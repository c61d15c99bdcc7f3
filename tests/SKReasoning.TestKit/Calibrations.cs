using System.Collections.Immutable;

namespace SKReasoning.TestKit;

/// <summary>Calibrations made by hand, for tests of what is judged by them.</summary>
public static class Calibrations
{
    /// <summary>The model that they were made for.</summary>
    public static ModelIdentity Model { get; } = new("model", "0123456789abcdef", "fedcba9876543210");

    /// <summary>A calibration by the weakest token alone: 0.5 at a log-probability of −1, about 0.73 at 0, and 0.12 at −3; both half-points count.</summary>
    /// <param name="further">Names of further features, which must be there and weigh nothing.</param>
    public static Calibration Create(params ReadOnlySpan<string> further) => new(
        "skreasoning calibrate",
        Model,
        new LogisticModel(0, [new("logprob.weakest", 1, -1, 1, -10, 0), .. Weightless(further)]),
        [new(0.1, 0.95, 0.5, 40, 0, 60, 50), new(0.2, 0.95, 0.3, 40, 4, 60, 55)],
        new CalibrationEvidence(100, 60, 100, 0, [], [], new("final", 1, new(0.9, 0.8, 0.95), 0.3), 0.05, [], []))
    {
        Step = new LogisticModel(0, [new("entropy.mean", -1, 1, 1, 0, 10)]),
        Influence = new InfluenceOptions { Distance = 1, Heads = HeadSelection.Of(new AttentionHead(0, 0)) },
    };

    private static ImmutableArray<FeatureWeight> Weightless(ReadOnlySpan<string> names)
    {
        var weights = ImmutableArray.CreateBuilder<FeatureWeight>();
        foreach (var name in names)
        {
            weights.Add(new FeatureWeight(name, 0, 0, 1, 0, 1));
        }

        return weights.ToImmutable();
    }
}
