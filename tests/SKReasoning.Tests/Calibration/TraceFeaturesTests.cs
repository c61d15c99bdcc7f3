using SKReasoning.TestKit;

namespace SKReasoning.Tests.Calibrating;

public class TraceFeaturesTests
{
    [Fact]
    public void Of_Trace_MeasuresWhatItNames()
    {
        var trace = Traces.Create([0.2, 0.5, null], (-0.1f, -0.3f), (-2, -1), (-0.5f, -0.5f));

        var features = TraceFeatures.Of(trace);

        Assert.Equal(Math.Log(6), features["length.log_tokens"]);
        Assert.Equal(3, features["length.steps"]);
        Assert.Equal(-4.4 / 6, features["logprob.mean"]!.Value, 6);
        Assert.Equal(-2, features["logprob.weakest"]);
        Assert.Equal(-1.5, features["logprob.weakest_step"]);
        Assert.Equal(4.4 / 6, features["entropy.mean"]!.Value, 6);
        Assert.Equal(1.5, features["entropy.max_step"]);
        Assert.Equal(0.5, features["influence.max"]);
        Assert.Equal(0.35, features["influence.mean"]!.Value, 12);
        Assert.Equal(0.5, features["influence.position"]);
    }

    [Fact]
    public void Of_Trace_HarmonicMeanIsThatOfTheProbabilities()
    {
        var trace = Traces.Create((MathF.Log(0.5f), MathF.Log(0.25f)));

        // 2 / (1/0.5 + 1/0.25)
        Assert.Equal(Math.Log(1 / 3.0), TraceFeatures.Of(trace)["logprob.harmonic"]!.Value, 6);
    }

    [Fact]
    public void Of_VeryImprobableToken_HarmonicMeanStaysFinite()
        => Assert.Equal(-2000 + Math.Log(2), TraceFeatures.Of(Traces.Create((-2000, 0)))["logprob.harmonic"]!.Value, 3);

    [Fact]
    public void Of_WithoutAttention_InfluenceIsNull()
    {
        var features = TraceFeatures.Of(Traces.Create((-0.1f, -0.3f)));

        Assert.Equal((null, null, null), (features["influence.max"], features["influence.mean"], features["influence.position"]));
    }

    [Fact]
    public void Of_Spectra_NamesLayers()
    {
        var trace = Traces.Create((-0.1f, -0.3f)) with { Spectra = [new SpectralSignature(4, 20) { Fiedler = 0.25, Smoothness = double.NaN }] };

        var features = TraceFeatures.Of(trace);

        Assert.Equal((0.25, null, null), (features["spectral.L4.fiedler"], features["spectral.L4.hfer"], features["spectral.L4.smoothness"]));
    }

    [Fact]
    public void Of_EmptyTurn_HasNoValue()
        => Assert.All(TraceFeatures.Of(Traces.Create()).Features, feature => Assert.Null(feature.Value));

    [Fact]
    public void StepFeatures_OfStep_AreItsOwn()
    {
        var features = StepFeatures.Of(Traces.Create([0.25], (-0.2f, -0.4f)).Steps[0]);

        Assert.Equal((Math.Log(2), 0.25), (features["length.log_tokens"], features["influence.step"]));
        Assert.Equal((-0.3, -0.4, 0.3), (Math.Round(features["logprob.mean"]!.Value, 6), Math.Round(features["logprob.weakest"]!.Value, 6), Math.Round(features["entropy.mean"]!.Value, 6)));
    }

    [Theory]
    [InlineData("length.steps", FeatureGroup.Length, null)]
    [InlineData("spectral.L12.hfer", FeatureGroup.Spectral, 12)]
    [InlineData("spectral.L.hfer", null, null)]
    [InlineData("spectral.L1", null, null)]
    [InlineData("spectral.L-1.hfer", null, null)]
    [InlineData("other", null, null)]
    [InlineData("", null, null)]
    public void FeatureNames_SayGroupAndLayer(string name, FeatureGroup? group, int? layer)
        => Assert.Equal((group, layer), (FeatureNames.GroupOf(name), FeatureNames.LayerOf(name)));

    [Fact]
    public void FeatureSet_UnknownOrTwice_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new FeatureSet(new Feature("other", 1)));
        Assert.Throws<ArgumentException>(() => new FeatureSet(new Feature("length.steps", 1), new Feature("length.steps", 2)));
    }
}
