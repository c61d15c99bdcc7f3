using System.Collections.Immutable;
using SKReasoning.LocalModel.Sampling;
using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Records how a turn is written: tokens, steps, and what its attention shows, as far as the request asks for it.</summary>
/// <remarks>
/// A token is added before it is decoded, so that its rows, which come while it is, find their step. Belongs to the decode thread until the turn has ended.
/// </remarks>
internal sealed class TurnRecorder : ITokenObserver
{
    private readonly TraceRequest _request;
    private readonly StepRecorder _steps = new();
    private readonly ImmutableArray<ImmutableArray<RankedToken>>.Builder _topTokens = ImmutableArray.CreateBuilder<ImmutableArray<RankedToken>>();
    private readonly Dictionary<int, AttentionGraph> _graphs;
    private readonly int _promptTokens;
    private readonly int _forcedTokens;
    private StepAttention? _attention;
    private ImmutableArray<RankedToken> _ranked = [];

    /// <summary>Sees the attention too; null where the turn is not steered.</summary>
    public TurnSteering? Steering { get; init; }

    /// <param name="request">What is asked for.</param>
    /// <param name="model">The model that writes.</param>
    /// <param name="promptTokens">Tokens before the turn.</param>
    /// <param name="branch">The branch point that the turn starts from; null where it starts from nothing.</param>
    public TurnRecorder(TraceRequest request, LlamaModel model, int promptTokens, BranchPoint? branch)
    {
        var shape = model.Shape;
        if (request.SpectralLayers.IsDefault || request.InfluenceOptions?.Heads is null)
        {
            throw new ArgumentException("A trace request must name its layers, none or more, and how influence is measured; leave them out for the defaults.", nameof(request));
        }

        _request = request;
        _promptTokens = promptTokens;
        _forcedTokens = branch?.Prefix.Length ?? 0;
        foreach (var layer in request.SpectralLayers)
        {
            if ((uint)layer >= (uint)shape.Layers)
            {
                throw new ArgumentOutOfRangeException(nameof(request), layer, $"The model has layers 0 to {shape.Layers - 1}.");
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(request.TopTokens);

        _graphs = request.SpectralLayers.Distinct().Where(model.AttentionLayers.Contains)
            .ToDictionary(layer => layer, layer => new AttentionGraph(layer, shape.HiddenSize, promptTokens));
        ReadLayers = _graphs.Count;
        if (model.CapturesAttention && request.Influence)
        {
            // Rows of the prefix are in the branch's matrix, unless the graphs need them again anyway.
            ReusesPrefix = _graphs.Count == 0 && branch?.Attention is { } known && known.Layers == shape.Layers && known.Heads == shape.Heads && known.PromptTokens == promptTokens;
            ReadLayers = model.AttentionLayers.Count;
            _attention = ReusesPrefix ? branch!.Attention!.Copy() : new StepAttention(shape.Layers, shape.Heads, promptTokens);
        }
    }

    /// <summary>Whether the model has to show attention for this.</summary>
    public bool IsObserving => _attention is not null || _graphs.Count > 0;

    /// <summary>Number of layers whose attention the model has to show.</summary>
    public int ReadLayers { get; }

    /// <summary>Whether the rows of a forced prefix are known already.</summary>
    public bool ReusesPrefix { get; }

    /// <summary>Adds a token of the turn.</summary>
    /// <returns>Whether a step was closed and the request wants to hear of it.</returns>
    public bool Add(TracedToken token, string text, CallPhase phase, bool isThought)
    {
        var isKnown = ReusesPrefix && _steps.TokenCount < _forcedTokens;
        var boundary = _steps.Add(token, text, phase, isThought);
        if (_request.TopTokens > 0)
        {
            _topTokens.Add(_ranked);
            _ranked = [];
        }

        if (!isKnown)
        {
            Follow(boundary, _promptTokens + _steps.TokenCount - 1);
        }
        else if (_steps.TokenCount == _forcedTokens)
        {
            // The matrix of the prefix is that of a whole turn: what was open there at its end was decided.
            _steps.End();
        }

        return _request.TellsSteps && boundary != StepBoundary.None && !_steps.IsProvisional && _steps.Count > 1;
    }

    /// <summary>Notes what the token that is added next was drawn from.</summary>
    public void Rank(TokenDistribution distribution) => _ranked = _request.TopTokens > 0 ? distribution.Top(_request.TopTokens) : [];

    public IReadOnlyList<int> StepStarts => _attention?.StepStarts ?? [0];

    public AttentionForms WantsAttention(int layer)
        => (_attention is null ? AttentionForms.None : AttentionForms.StepSums)
            | (_graphs.ContainsKey(layer) ? AttentionForms.HeadMean : AttentionForms.None)
            | (Steering is null || !IsObserving ? AttentionForms.None : AttentionForms.Rows);

    public bool WantsHidden(int layer) => _graphs.ContainsKey(layer);

    public void OnAttention(int layer, int query, AttentionRows rows) => Steering!.OnAttention(query, rows);

    public void OnStepSums(int layer, TokenRange queries, StepSums sums) => _attention!.AddSums(layer, queries, sums);

    public void OnHeadMean(int layer, int query, ReadOnlySpan<float> weights) => _graphs[layer].AddMeanRow(query, weights);

    public void OnHidden(int layer, int position, ReadOnlySpan<float> state) => _graphs[layer].AddHiddenState(position, state);

    /// <summary>All steps but the one that is still being written.</summary>
    public IReadOnlyList<ReasoningStep> ClosedSteps() => Steps(_steps.Count - 1);

    /// <summary>The trace of the turn, which must have ended. Called once.</summary>
    public ReasoningTrace Trace(bool isTruncated)
    {
        Follow(_steps.End(), _promptTokens + _steps.TokenCount);
        var spectra = _graphs.OrderBy(graph => graph.Key).Select(graph => graph.Value.Measure(solver: _request.SpectralSolver)).ToImmutableArray();
        return new ReasoningTrace(_steps.Tokens(), _forcedTokens, [.. Steps(_steps.Count)], _attention, _request.InfluenceOptions, spectra)
        {
            IsTruncated = isTruncated,
            TopTokens = _topTokens.ToImmutable(),
        };
    }

    private void Follow(StepBoundary boundary, int position)
    {
        if (boundary.HasFlag(StepBoundary.Rejoins))
        {
            _attention?.RejoinLastStep();
        }

        if (boundary.HasFlag(StepBoundary.Begins))
        {
            _attention?.BeginStep(position);
        }
    }

    private List<ReasoningStep> Steps(int count)
    {
        var influence = _attention is null ? null : ForwardInfluence.Measure(_attention, _request.InfluenceOptions);
        var steps = new List<ReasoningStep>(count);
        for (var step = 0; step < count; step++)
        {
            // The matrix counts the prompt as its step 0.
            steps.Add(_steps.Step(step, influence?[step + 1]));
        }

        return steps;
    }
}
