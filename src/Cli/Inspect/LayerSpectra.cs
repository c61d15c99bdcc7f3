namespace SKReasoning.Cli.Inspect;

/// <summary>The spectral signatures of one layer, over the whole text and over the response. Not thread-safe.</summary>
/// <remarks>The only place of this tool that measures attention graphs; densely and exactly, in every mode.</remarks>
internal sealed class LayerSpectra
{
    private readonly AttentionGraph _whole;
    private readonly AttentionGraph _response;
    private readonly SignalEnergy _wholeEnergy;
    private readonly SignalEnergy _energyAfterFirst;
    private readonly SignalEnergy _responseEnergy;
    private readonly GraphFrequencies? _frequencies;
    private readonly int _promptTokens;

    /// <param name="layer">The layer.</param>
    /// <param name="hiddenSize">Length of a hidden state.</param>
    /// <param name="promptTokens">Tokens before the response.</param>
    /// <param name="withFrequencies">Whether <see cref="Details"/> will be asked for; takes memory of its own.</param>
    public LayerSpectra(int layer, int hiddenSize, int promptTokens, bool withFrequencies)
    {
        Layer = layer;
        _promptTokens = promptTokens;
        _whole = new AttentionGraph(layer, hiddenSize);
        _response = new AttentionGraph(layer, hiddenSize, promptTokens);
        _wholeEnergy = new SignalEnergy(hiddenSize);
        _energyAfterFirst = new SignalEnergy(hiddenSize);
        _responseEnergy = new SignalEnergy(hiddenSize);
        _frequencies = withFrequencies ? new GraphFrequencies() : null;
    }

    public int Layer { get; }

    public void AddAttention(int query, AttentionRows rows)
    {
        _whole.AddRow(query, rows);
        _frequencies?.Add(rows);
        if (query >= _promptTokens)
        {
            _response.AddRow(query, rows);
        }
    }

    public void AddHidden(int position, ReadOnlySpan<float> state)
    {
        _whole.AddHiddenState(position, state);
        _wholeEnergy.Add(state);
        if (position > 0)
        {
            _energyAfterFirst.Add(state);
        }

        if (position >= _promptTokens)
        {
            _response.AddHiddenState(position, state);
            _responseEnergy.Add(state);
        }
    }

    /// <summary>The signature of the whole text or of the response: a dense solve, O(N³).</summary>
    public SpectralSignature Measure(bool response, SpectralMode mode) => (response ? _response : _whole).Measure(mode, SpectralSolver.Dense);

    /// <summary>The signature with the numbers behind it: another dense solve.</summary>
    public SpectralDetails Details(bool response, SpectralMode mode)
    {
        var signature = Measure(response, mode);
        var isSound = mode == SpectralMode.Sound;
        var first = response ? _promptTokens : isSound ? 1 : 0;
        var energy = response ? _responseEnergy : isSound ? _energyAfterFirst : _wholeEnergy;
        return new SpectralDetails(mode, signature, _frequencies!.Eigenvalues(first, mode), isSound ? energy.Centred : energy.Raw);
    }
}
