using System.Threading.Channels;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Eval;

/// <summary>What answers are written by: copies of a model, each for one answer at a time, or one model that decodes many answers together.</summary>
/// <remarks>
/// Sequences that are decoded together change each other's last digits, so that a seed gives the same numbers again only with copies. They
/// share the weights' pages, since files are mapped; each has a cache of its own. Thread-safe.
/// </remarks>
internal sealed class ModelCopies : IDisposable
{
    // A masked sequence beside its own, and one to spare it work.
    private const int SequencesOfAnAnchoredAnswer = 3;
    private const int MostSequences = 64;

    private readonly Channel<LlamaModel> _free = Channel.CreateUnbounded<LlamaModel>();
    private readonly List<LlamaModel> _models = [];
    private readonly bool _isBatched;

    /// <summary>Loads the copies.</summary>
    /// <param name="options">How each is loaded.</param>
    /// <param name="count">Answers that are written at a time.</param>
    /// <param name="isBatched">Whether one model decodes them together.</param>
    /// <param name="isAnchored">Whether an arm blends the logits of a masked sequence; with more than one sequence numbers are repeated nearly, not to the last digit.</param>
    public ModelCopies(LocalModelOptions options, int count, bool isBatched, bool isAnchored)
    {
        var sequences = isAnchored ? SequencesOfAnAnchoredAnswer : 1;
        Count = count;
        _isBatched = isBatched;
        options.Sequences = isBatched ? Math.Min(MostSequences, sequences * count) : sequences;
        try
        {
            for (var i = 0; i < count; i++)
            {
                if (i == 0 || !isBatched)
                {
                    _models.Add(LlamaModel.Load(options));
                }

                _free.Writer.TryWrite(_models[^1]);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public LlamaModel First => _models[0];

    /// <summary>Answers that are written at a time.</summary>
    public int Count { get; }

    /// <summary>Waits for a turn on a model; a copy remembers nothing of what it did before.</summary>
    public async Task<Rented> RentAsync(CancellationToken cancellationToken)
    {
        var model = await _free.Reader.ReadAsync(cancellationToken);
        if (!_isBatched)
        {
            model.Forget();
        }

        return new Rented(this, model);
    }

    public void Dispose() => _models.ForEach(model => model.Dispose());

    /// <summary>A turn that ends when it is disposed.</summary>
    internal readonly record struct Rented(ModelCopies Owner, LlamaModel Model) : IDisposable
    {
        public void Dispose() => Owner._free.Writer.TryWrite(Model);
    }
}
