namespace SKReasoning.Cli.Inspect;

/// <summary>Measures the spectra of all layers that were looked into, one solve after the other.</summary>
/// <param name="reading">The reading, which has ended.</param>
/// <param name="withDetails">Whether every mode is measured, with the numbers behind it; else the signature of mode Sound.</param>
/// <param name="progress">Hears how much is done, 0 to 1.</param>
internal sealed class SpectraMeter(Reading reading, bool withDetails, IProgress<double> progress)
{
    private static readonly SpectralMode[] s_allModes = [SpectralMode.Paper, SpectralMode.Compat, SpectralMode.Sound];

    private readonly LayerSpectra[] _layers = [.. reading.Spectra.OfType<LayerSpectra>()];
    private int _done;

    /// <summary>Signatures by layer, ascending. Called once.</summary>
    public List<LayerSignatures> Measure(CancellationToken cancellationToken)
        => [.. _layers.Select(layer => new LayerSignatures(
            layer.Layer, Measure(layer, response: false, cancellationToken), Measure(layer, response: true, cancellationToken)))];

    private List<SpectralDetails> Measure(LayerSpectra layer, bool response, CancellationToken cancellationToken)
    {
        var details = new List<SpectralDetails>();
        SpectralMode[] modes = withDetails ? s_allModes : [SpectralMode.Sound];
        foreach (var mode in modes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            details.Add(withDetails ? layer.Details(response, mode) : new SpectralDetails(mode, layer.Measure(response, mode), [], double.NaN));
            progress.Report(++_done / (2.0 * modes.Length * _layers.Length));
        }

        return details;
    }
}
