using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Eval;

/// <summary><c>skreasoning eval</c>: has ways to answer compete on the same questions.</summary>
internal static class EvalCommand
{
    private const int MostOperations = 40;

    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "GGUF file.", Required = true };
        var tasks = new Option<string?>("--tasks") { Description = "File of questions, one JSON object a line with 'question' and 'answer'; else tasks are generated." };
        var kind = new Option<TaskKind>("--kind") { Description = "What is generated: word problems, or requests for tools." };
        var items = new Option<int?>("--items") { Description = "Number of questions; of a file the first ones. Else 200, or all of the file." };
        var operations = new Option<int[]>("--operations")
        {
            Description = "Operations to the answer of generated problems, in turns.",
            DefaultValueFactory = _ => [4, 6, 8, 10],
            CustomParser = ParseNumbers,
        };
        var distractors = new Option<int>("--distractors") { Description = "People in a word problem who do not matter.", DefaultValueFactory = _ => 2 };
        var arms = new Option<string?>("--arms") { Description = "YAML or JSON file of arms; else six of them: greedy, sampled, best of 4, majority, restart, corroborate." };
        var only = new Option<string[]>("--only") { Description = "Arms of the file that run; the baseline always does.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var output = new Option<string>("--out") { Description = "Folder of the results; a run that was stopped goes on from what is in it.", Required = true };
        var against = new Option<string?>("--against") { Description = "Folder of an earlier run to compare with." };
        var seed = new Option<int>("--seed") { Description = "Seed of questions and draws.", DefaultValueFactory = _ => 1 };
        var parallel = new Option<int>("--parallel") { Description = "Answers that are written at a time, each by a copy of the model on one thread; 0 takes one for each processor." };
        var batched = new Option<bool>("--batched") { Description = "Decodes them together with one model: faster, on a GPU much, but a seed gives the same numbers only nearly." };
        var context = new Option<int>("--context") { Description = "Tokens of a conversation; 0 takes the model's own, at most 4096." };
        var json = new Option<bool>("--json") { Description = "Prints the summary as JSON." };
        var markdown = new Option<bool>("--markdown") { Description = "Prints the tables as Markdown." };
        var command = new Command("eval", "Has ways to answer compete on the same questions, and says with which certainty one is better.")
        {
            model, tasks, kind, items, operations, distractors, arms, only, output, against, seed, parallel, batched, context, json, markdown,
        };
        command.SetGuardedAction(terminal, (parsed, cancellationToken) => new EvalJob(terminal).RunAsync(
            new EvalSettings
            {
                Model = parsed.GetRequiredValue(model),
                Tasks = parsed.GetValue(tasks),
                Kind = parsed.GetValue(kind),
                Items = Checked("--items", parsed.GetValue(items) ?? (parsed.GetValue(tasks) is null ? 200 : int.MaxValue), 1, int.MaxValue),
                Operations = parsed.GetRequiredValue(operations),
                Distractors = Checked("--distractors", parsed.GetValue(distractors), 0, 20),
                Arms = parsed.GetValue(arms),
                Only = parsed.GetRequiredValue(only),
                Out = parsed.GetRequiredValue(output),
                Against = parsed.GetValue(against),
                Seed = parsed.GetValue(seed),
                Parallel = Checked("--parallel", parsed.GetValue(parallel), 0, 256),
                IsBatched = parsed.GetValue(batched),
                Context = Checked("--context", parsed.GetValue(context), 0, 1 << 20),
                Json = parsed.GetValue(json),
                Markdown = parsed.GetValue(markdown),
                Command = "skreasoning " + string.Join(' ', parsed.Tokens.Select(token => token.Value)),
            },
            cancellationToken));
        return command;
    }

    private static int[] ParseNumbers(ArgumentResult result)
    {
        var numbers = new List<int>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > MostOperations)
            {
                result.AddError($"--operations is '{text}'; expected numbers from 1 to {MostOperations}, such as 4,6,8,10.");
                return [];
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static int Checked(string option, int value, int least, int most)
        => value >= least && value <= most ? value : throw new InputException($"{option} is {value}; expected {least} to {most}.");
}
