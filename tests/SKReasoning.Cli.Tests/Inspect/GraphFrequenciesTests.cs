using SKReasoning.Cli.Inspect;

namespace SKReasoning.Cli.Tests.Inspect;

public class GraphFrequenciesTests
{
    [Theory]
    [InlineData(SpectralMode.Paper)]
    [InlineData(SpectralMode.Compat)]
    [InlineData(SpectralMode.Sound)]
    public void Details_AnyAttention_AgreeWithTheSignature(SpectralMode mode)
    {
        const int Prompt = 5;
        var spectra = Filled(tokens: 20, Prompt);

        foreach (var response in (bool[])[false, true])
        {
            var details = spectra.Details(response, mode);

            Assert.Equal(details.Signature.Tokens, details.Eigenvalues.Length);
            Assert.Equal(details.Signature.Fiedler!.Value, Math.Max(0, details.Eigenvalues[1]), 1e-9);
            // 0 ≤ E ≤ λmax S holds for a symmetric Laplacian.
            Assert.True(mode == SpectralMode.Compat || (details.Signature.Energy >= 0 && details.Signature.Energy <= details.LambdaMax * details.SignalEnergy), $"{details.Signature.Energy}");
        }
    }

    [Fact]
    public void Centred_ShiftedSignal_StaysTheSame()
    {
        var plain = new SignalEnergy(2);
        var shifted = new SignalEnergy(2);
        for (var i = 0; i < 5; i++)
        {
            plain.Add([i, -i * i]);
            shifted.Add([i + 7, 3 - (i * i)]);
        }

        // Variances of 0…4 and of their squares: 10 and 174.
        Assert.Equal(184, plain.Centred, 1e-9);
        Assert.Equal(plain.Centred, shifted.Centred, 1e-9);
    }

    private static LayerSpectra Filled(int tokens, int prompt)
    {
        const int Heads = 3;
        const int Hidden = 4;
        var random = new Random(7);
        var spectra = new LayerSpectra(layer: 0, Hidden, prompt, withFrequencies: true);
        for (var query = 0; query < tokens; query++)
        {
            var keys = query + 1;
            float[] weights = [.. Enumerable.Range(0, Heads * keys).Select(_ => random.NextSingle() / keys)];
            spectra.AddAttention(query, new AttentionRows(weights, Heads, keys, keys));
            spectra.AddHidden(query, [random.NextSingle(), random.NextSingle() - 1, random.NextSingle(), query]);
        }

        return spectra;
    }
}
