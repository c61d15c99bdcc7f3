using System.CommandLine;

namespace SKReasoning.Benchmarks;

/// <summary>Options that all commands have.</summary>
internal static class CommonOptions
{
    public static Option<FileInfo> Model() => new Option<FileInfo>("--model")
    {
        Description = "GGUF file; the built-in model unless said otherwise.",
        DefaultValueFactory = _ => new FileInfo(Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf")),
    }.AcceptExistingOnly();

    public static Option<int> Threads() => AtLeast(1, new("--threads")
    {
        Description = "Threads that decode; no more than there are free cores.",
        DefaultValueFactory = _ => 2,
    });

    /// <summary>Has the command line refuse lower values.</summary>
    public static Option<int> AtLeast(int least, Option<int> option)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < least)
            {
                result.AddError($"{option.Name} must be at least {least}.");
            }
        });
        return option;
    }
}
