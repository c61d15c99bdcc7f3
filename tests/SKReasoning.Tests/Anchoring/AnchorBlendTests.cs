using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SKReasoning.TestKit;

namespace SKReasoning.Tests.Anchoring;

public class AnchorBlendTests
{
    private static readonly Arbitrary<(float[] Logits, float[] Masked, double Strength)> s_rows = (
        from length in Gen.Choose(1, 40)
        from logits in Gen.Choose(-3000, 3000).ArrayOf(length)
        from masked in Gen.Choose(-3000, 3000).ArrayOf(length)
        from tenths in Gen.Choose(-100, 300)
        select (logits.Select(value => value / 100f).ToArray(), masked.Select(value => value / 100f).ToArray(), tenths / 10.0)).ToArbitrary();

    public static TheoryData<string> Architectures { get; } = ["llama", "qwen2", "phi3", "gemma3"];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Mix_ReferenceLogits_EqualsReference(string architecture)
    {
        var spa = GoldenFile.Load(architecture).GetProperty("spa");
        var (plain, masked) = (Row(spa, "plain"), Row(spa, "masked"));

        foreach (var strength in (string[])["0", "0.5", "1", "1.28", "2"])
        {
            AssertClose(Row(spa, "blend_" + strength), Mix(plain, masked, double.Parse(strength, System.Globalization.CultureInfo.InvariantCulture), BlendForm.Plain));
        }

        AssertClose(Row(spa, "modulated_1.28"), Mix(plain, masked, 1.28, BlendForm.Modulated));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Mix_NeutralStrengths_LeaveTheRowsUntouched(string architecture)
    {
        var spa = GoldenFile.Load(architecture).GetProperty("spa");
        var (plain, masked) = (Row(spa, "plain"), Row(spa, "masked"));

        Assert.Equal(plain, Mix(plain, masked, 1 + 5e-5, BlendForm.Modulated));
        Assert.Equal(masked, Mix(plain, masked, -5e-5, BlendForm.Plain));
    }

    [Fact]
    public void Mix_PlainRows_EqualsDoublePrecision() => Prop.ForAll(s_rows, rows =>
    {
        var blended = Mix(rows.Logits, rows.Masked, rows.Strength, BlendForm.Plain);

        for (var i = 0; i < blended.Length; i++)
        {
            var shift = Math.Clamp((rows.Strength - 1) * (rows.Logits[i] - (double)rows.Masked[i]), -1000, 1000);
            Assert.Equal(Math.Clamp(rows.Logits[i] + shift, -1000, 1000), blended[i], 2e-3);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Mix_ModulatedRows_EqualsDoublePrecision() => Prop.ForAll(s_rows, rows =>
    {
        var blended = Mix(rows.Logits, rows.Masked, 20, BlendForm.Modulated);

        var most = rows.Logits.Max(value => (double)value);
        var total = rows.Logits.Sum(value => Math.Exp(value - most));
        for (var i = 0; i < blended.Length; i++)
        {
            var weight = 19 * Math.Max(1e-6, Math.Exp(rows.Logits[i] - most) / total) * total;
            var shift = Math.Clamp(weight * (rows.Logits[i] - (double)rows.Masked[i]), -100, 100);
            Assert.Equal(Math.Clamp(rows.Logits[i] + shift, -1000, 1000), blended[i], 5e-3);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Mix_ShiftedRows_MovesTheModulatedFormOnly()
    {
        float[] logits = [2, 1, 0];
        float[] masked = [1, 1.5f, 0.25f];
        float[] shifted = [4, 4.5f, 3.25f];

        var plain = Differences(Mix(logits, masked, 1.5, BlendForm.Plain)).Zip(Differences(Mix(logits, shifted, 1.5, BlendForm.Plain)), (a, b) => Math.Abs(a - b));
        var modulated = Differences(Mix(logits, masked, 1.5, BlendForm.Modulated)).Zip(Differences(Mix(logits, shifted, 1.5, BlendForm.Modulated)), (a, b) => Math.Abs(a - b));

        Assert.All(plain, difference => Assert.Equal(0, difference, 1e-5f));
        Assert.Contains(modulated, difference => difference > 0.1);
    }

    [Fact]
    public void Mix_InfinitiesAndNaN_StayBounded()
    {
        var blended = Mix([float.NegativeInfinity, 1, float.NaN, 5], [0, float.NegativeInfinity, 2, float.NegativeInfinity], 2, BlendForm.Plain);

        Assert.Equal([-1000f, 1000f, -2f, 1000f], blended);
        Assert.Equal([-1000f, 1f], Mix([float.NegativeInfinity, 1], [float.NegativeInfinity, 1], 2, BlendForm.Plain));
    }

    [Fact]
    public void Mix_LongRows_GiveWhatEachElementGivesAlone()
    {
        var random = new Random(3);
        float[] Row() => [.. Enumerable.Range(0, 37).Select(i => i % 9 == 4 ? float.NegativeInfinity : i % 11 == 7 ? float.NaN : (float)((random.NextDouble() - 0.5) * 40))];
        var (logits, masked) = (Row(), Row());

        var together = Mix(logits, masked, 1.7, BlendForm.Plain);

        Assert.Equal(logits.Zip(masked, (l, a) => Mix([l], [a], 1.7, BlendForm.Plain)[0]), together);
    }

    [Fact]
    public void Mix_ModulatedWithNaN_CountsItAsZero()
        => Assert.Equal(Mix([0, 1, 2], [0, 0, 1], 2, BlendForm.Modulated), Mix([float.NaN, 1, 2], [0, 0, 1], 2, BlendForm.Modulated));

    [Fact]
    public void Mix_OtherLengths_Throws()
        => Assert.Throws<ArgumentException>(() => AnchorBlend.Mix([1, 2], [1], 2, BlendForm.Plain, new float[2]));

    private static float[] Mix(float[] logits, float[] masked, double strength, BlendForm form)
    {
        var blended = new float[logits.Length];
        AnchorBlend.Mix(logits, masked, strength, form, blended);
        return blended;
    }

    private static IEnumerable<float> Differences(float[] row) => row.Skip(1).Select(value => value - row[0]);

    private static float[] Row(JsonElement spa, string name) => spa.GetProperty(name).Deserialize<float[]>()!;

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-5f);
        }
    }
}
