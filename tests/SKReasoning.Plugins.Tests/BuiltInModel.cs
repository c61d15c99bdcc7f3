using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Plugins.Tests;

/// <summary>The built-in model, loaded once for the tests of a class.</summary>
public sealed class BuiltInModel : IDisposable
{
    public const string Question = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";

    private readonly LlamaModel _model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });

    public BuiltInModel() => Client = new LocalChatClient(_model);

    public LocalChatClient Client { get; }

    public void Dispose() => _model.Dispose();
}
