namespace SKReasoning.LocalModel.DependencyInjection;

/// <summary>Loads the model of one service id, and tells what became of it without loading it.</summary>
/// <remarks>Thread-safe to look at; the container lets one caller at a time load. The container disposes the model.</remarks>
internal sealed class ModelLoad(Func<LocalModelOptions> options)
{
    private volatile LlamaModel? _model;
    private volatile Exception? _error;

    /// <summary>The loaded model; null where it was not loaded yet, or could not be.</summary>
    public LlamaModel? Model => _model;

    /// <summary>Why the last attempt failed; null where none did.</summary>
    public Exception? Error => _error;

    public LlamaModel Run()
    {
        try
        {
            _model = LlamaModel.Load(options());
            _error = null;
            return _model;
        }
        catch (Exception e)
        {
            _error = e;
            throw;
        }
    }
}
