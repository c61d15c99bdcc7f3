namespace SKReasoning;

/// <summary>Computes spectral signatures without eigenvectors.</summary>
internal static class IterativeAnalysis
{
    // Twice as many moments. Small graphs get more, for next to nothing, until about all their modes are resolved.
    private const int LeastSteps = 40;
    private const int TokensTimesSteps = 4096;

    // A sketch has one panel, and one more for every time that the tokens go into this: short turns average over less, and pay less for a panel.
    private const int TokensTimesMorePanels = 1024;

    /// <summary>Computes a signature in <see cref="SpectralMode.Sound"/>.</summary>
    /// <param name="undefined">The signature without numbers.</param>
    /// <param name="graph">The graph; finite, of at least two tokens.</param>
    /// <param name="signal">The centred signal.</param>
    /// <param name="ends">The graph's Fiedler value.</param>
    public static SpectralSignature Sound(SpectralSignature undefined, TokenGraph graph, TokenSignal signal, SpectrumEnds ends)
    {
        var signature = undefined with { Fiedler = ends.Fiedler, FiedlerResidual = ends.Residual };
        double length = 0, connected = 0;
        for (var i = 0; i < graph.Tokens; i++)
        {
            length += signal.Squares[i];
            connected += graph.Scales[i] == 0 ? 0 : signal.Squares[i];
        }

        if (length == 0 || !double.IsFinite(length))
        {
            return signature;
        }

        var panel = new float[graph.Tokens * TokenGraph.PanelWidth];
        var along = 0.0;
        for (var index = 0; index < signal.Panels; index++)
        {
            signal.Features(index, graph.Scales, panel);
            along += graph.SumOverEdges(panel);
        }

        var energy = Math.Max(0, connected - along);
        var share = HighFrequencies(graph, signal, energy / length, panel);
        return signature with { Energy = energy, Smoothness = energy / length, HighFrequencyRatio = share?.Share, HighFrequencyError = share?.Error };
    }

    /// <summary>Computes a signature in <see cref="SpectralMode.Paper"/>, whose high frequencies are those above an index and need a dense solve.</summary>
    public static SpectralSignature Paper(SpectralSignature undefined, SpectrumEnds ends, DirichletEnergy sums)
    {
        var signature = undefined with { Fiedler = ends.Fiedler, FiedlerResidual = ends.Residual };
        return sums.Length == 0 || !double.IsFinite(sums.Length) ? signature : signature with
        {
            Energy = sums.Energy,
            Smoothness = ends.Largest > 0 ? 1 - (sums.Energy / (sums.Length * ends.Largest)) : null,
        };
    }

    private static (double Share, double Error)? HighFrequencies(TokenGraph graph, TokenSignal signal, double smoothness, float[] panel)
    {
        var sketches = 1 + (TokensTimesMorePanels / graph.Tokens);
        var isSketch = sketches < signal.Panels;
        var share = new HighFrequencyShare(graph, Math.Max(LeastSteps, Math.Min(2 * graph.Tokens, TokensTimesSteps / graph.Tokens)));
        double[] ones = [.. graph.Scales.ToArray().Select(_ => 1.0)];
        for (var index = 0; index < Math.Min(sketches, signal.Panels); index++)
        {
            if (isSketch)
            {
                signal.Sketch(index, panel);
            }
            else
            {
                signal.Features(index, ones, panel);
            }

            share.Add(panel);
        }

        return share.Result(isSketch ? smoothness : null);
    }
}
