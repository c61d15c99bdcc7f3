using SKReasoning.TestKit;

namespace SKReasoning.LocalModel.Tests;

/// <summary>The model of the repository's models folder: small, real, loaded in a fraction of a second.</summary>
internal static class BuiltInModel
{
    public static string Path => BuiltInModelFile.Path;

    public static LlamaModel Load(Action<LocalModelOptions>? configure = null)
    {
        var options = new LocalModelOptions { Path = Path, Threads = 1 };
        configure?.Invoke(options);
        return LlamaModel.Load(options);
    }

    /// <summary>Tokens of a problem whose answer takes several steps, in the model's own chat format.</summary>
    public static int[] Prompt(LlamaModel model, int apples = 7)
        => model.Vocabulary.Tokenize(
            "<|im_start|>system\nThink step by step.<|im_end|>\n<|im_start|>user\n"
            + $"Tom has 3 times as many apples as Sara. Sara has {apples} apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?<|im_end|>\n<|im_start|>assistant\n",
            parseSpecial: true);
}
