using System.Globalization;
using System.Numerics.Tensors;
using SKReasoning.ChildProcess;
using SKReasoning.LocalModel;

if (args is ["--journal", var journal, var seed, var maxBytes])
{
    JournalWriting.Run(journal, int.Parse(seed, CultureInfo.InvariantCulture), long.Parse(maxBytes, CultureInfo.InvariantCulture));
}

// Loads each file named on standard input and answers a line for each: what a test must not try in its own process, because native
// code may end it. "ok", or the exception's type and message. --fall-back-to-cpu sets that option; --next-token adds the likeliest token.
while (Console.ReadLine() is { } path)
{
    string answer;
    try
    {
        using var model = LlamaModel.Load(new LocalModelOptions
        {
            Path = path,
            Threads = 1,
            ContextLength = 256,
            Sequences = 1,
            BatchSize = 16,
            FallBackToCpu = args.Contains("--fall-back-to-cpu"),
        });
        // What a tokenizer does to text is native code too.
        model.Tokenize("A text: \0 \n <|im_end|> ä 東 \U0001F600");
        answer = "ok";
        if (args.Contains("--next-token"))
        {
            await model.ReadAsync(model.Tokenize("3 * 7 ="), observer: null, (_, logits) => answer = $"ok {TensorPrimitives.IndexOfMax(logits)}");
        }
    }
    catch (Exception e)
    {
        answer = $"{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
    }

    Console.WriteLine(answer);
}
