using System.CommandLine;
using SKReasoning;
using SKReasoning.Filters;

namespace ConsoleBot;

/// <summary>The options of the program, and their checks.</summary>
internal static class CommandLine
{
    public static RootCommand Create(Func<Settings, CancellationToken, Task<int>> run)
    {
        var model = new Option<string>("--model") { Description = "GGUF file.", DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf") };
        var calibration = new Option<string?>("--calibration") { Description = "File that verdicts rest on, made by 'skreasoning calibrate'; none for a threshold on the weakest token. The built-in model has its own." };
        var ask = new Option<string?>("--ask") { Description = "Answer this and exit." };
        var json = new Option<bool>("--json") { Description = "Print each reply as one JSON document." };
        var tools = new Option<string[]>("--tools") { Description = "Plugins that the model may call.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["Shop"] };
        tools.AcceptOnlyFromAmong("Shop", "Math", "Explain");
        var temperature = new Option<double>("--temperature") { Description = "0 takes the most probable token.", DefaultValueFactory = _ => 0 };
        var seed = new Option<long?>("--seed") { Description = "Makes draws repeatable." };
        var context = new Option<int>("--context") { Description = "Tokens of a conversation; 0 takes what the model was made for.", DefaultValueFactory = _ => 0 };
        var branchFrom = new Option<BranchFrom>("--branch-from") { Description = "Where a retry leaves a rejected turn.", DefaultValueFactory = _ => BranchFrom.Restart };
        var onFail = new Option<OnFail?>("--on-fail") { Description = "What happens to a rejected turn. [default: Corroborate, or Branch where --branch-from is given]" };
        var onExhausted = new Option<OnFail>("--on-exhausted") { Description = "What happens to a turn that stays rejected.", DefaultValueFactory = _ => OnFail.Annotate };
        onExhausted.AcceptOnlyFromAmong("Annotate", "Refuse", "Throw", "Ignore");
        var layers = new Option<int[]>("--layers") { Description = "Layers whose attention spectrum is measured.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var anchor = new Option<bool>("--anchor") { Description = "Write turns as plans and reasons, steered towards the question and the plan." };
        temperature.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (>= 0 and <= 100))
            {
                result.AddError("--temperature must be 0 to 100.");
            }
        });
        context.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 0)
            {
                result.AddError("--context must be at least 1, or 0 for the model's own.");
            }
        });

        var root = new RootCommand("Chats with a local model; every turn is checked before its tools run.") { model, calibration, ask, json, tools, temperature, seed, context, branchFrom, onFail, onExhausted, layers, anchor };
        root.SetAction((parsed, cancellationToken) => run(
            new Settings(
                parsed.GetRequiredValue(model),
                Calibration(parsed.GetValue(calibration), isBuiltIn: parsed.GetResult(model) is null or { Implicit: true }),
                parsed.GetValue(ask),
                parsed.GetValue(json),
                parsed.GetValue(tools) ?? [],
                parsed.GetValue(temperature),
                parsed.GetValue(seed),
                parsed.GetValue(context),
                parsed.GetValue(branchFrom),
                parsed.GetValue(onFail) ?? (parsed.GetResult(branchFrom) is null or { Implicit: true } ? OnFail.Corroborate : OnFail.Branch),
                parsed.GetValue(onExhausted),
                parsed.GetValue(layers) ?? [],
                parsed.GetValue(anchor)),
            cancellationToken));
        return root;
    }

    private static string? Calibration(string? path, bool isBuiltIn) => path switch
    {
        "none" => null,
        null when isBuiltIn => Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.calibration.json"),
        _ => path,
    };
}
