namespace SKReasoning.LocalModel.Tests;

/// <summary>One loaded built-in model for the tests of a class.</summary>
public sealed class BuiltInModelFixture : IDisposable
{
    /// <summary>The model.</summary>
    public LlamaModel Model { get; } = BuiltInModel.Load();

    public void Dispose() => Model.Dispose();
}
