using System.Threading.Channels;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Eval;

/// <summary>Copies of a model, each of which answers one item at a time: sequences that are decoded together change each other's last digits, and then a seed would not give the same numbers again.</summary>
/// <remarks>Copies share the weights' pages, since files are mapped; each has a cache of its own. Thread-safe.</remarks>
internal sealed class ModelCopies : IDisposable
{
    // A masked sequence beside its own, and one to spare it work.
    private const int SequencesOfOneItem = 3;

    private readonly Channel<LlamaModel> _free = Channel.CreateUnbounded<LlamaModel>();
    private readonly List<LlamaModel> _models = [];

    /// <summary>Loads the copies.</summary>
    /// <param name="options">How each is loaded.</param>
    /// <param name="count">Number of copies.</param>
    public ModelCopies(LocalModelOptions options, int count)
    {
        options.Sequences = SequencesOfOneItem;
        try
        {
            for (var i = 0; i < count; i++)
            {
                _models.Add(LlamaModel.Load(options));
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

    public int Count => _models.Count;

    /// <summary>Waits for a copy, which remembers nothing of what it did before.</summary>
    public async Task<Rented> RentAsync(CancellationToken cancellationToken)
    {
        var model = await _free.Reader.ReadAsync(cancellationToken);
        model.Forget();
        return new Rented(this, model);
    }

    public void Dispose() => _models.ForEach(model => model.Dispose());

    /// <summary>A copy that goes back when it is disposed.</summary>
    internal readonly record struct Rented(ModelCopies Owner, LlamaModel Model) : IDisposable
    {
        public void Dispose() => Owner._free.Writer.TryWrite(Model);
    }
}
