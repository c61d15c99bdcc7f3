using System.Collections.Immutable;

namespace SKReasoning.Evaluation.Tests.Calibrating;

public class HeadChoiceTests
{
    private static readonly ImmutableArray<AttentionHead> s_heads = [new(0, 0), new(0, 1), new(1, 0), new(1, 1)];

    [Fact]
    public void Pick_OneHeadTells_FindsItAndItsGain()
    {
        var evidence = HeadChoice.Pick(s_heads, Draw(300, telling: 2), count: 1)!;

        Assert.Equal([s_heads[2]], evidence.Heads);
        Assert.True(evidence.Picked.Low > 0.75);
        Assert.True(evidence.Gain.Low > 0);
    }

    [Fact]
    public void Pick_NoHeadTells_GainHoldsZero()
    {
        var gain = HeadChoice.Pick(s_heads, Draw(300, telling: null))!.Gain;

        Assert.True(gain.Low <= 0 && gain.High >= 0, $"{gain}");
    }

    [Fact]
    public void Pick_OneClass_IsNull() => Assert.Null(HeadChoice.Pick(s_heads, [.. Draw(50, telling: 1).Where(answer => answer.IsRight)]));

    private static HeadInfluence[] Draw(int count, int? telling)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var isRight = random.Next(2) == 0;
            return new HeadInfluence($"{i}", isRight, [.. s_heads.Select((_, head) => ImmutableArray.Create<double?>(random.NextDouble() + (head == telling && isRight ? 0.6 : 0), null))]);
        })];
    }
}
