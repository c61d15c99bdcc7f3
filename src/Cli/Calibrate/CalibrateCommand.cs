using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Calibrate;

/// <summary><c>skreasoning calibrate</c>: has a model answer problems of known truth and writes what its traces say about it.</summary>
internal static class CalibrateCommand
{
    private static readonly CalibrateSettings s_defaults = new() { Model = "", Output = "" };

    public static Command Create(Terminal terminal)
    {
        var model = new Option<string>("--model") { Description = "GGUF file.", Required = true };
        var output = new Option<string>("--out") { Description = "File for the calibration.", Required = true };
        var tasks = new Option<string?>("--tasks") { Description = "File of questions, one JSON object a line with 'question' and 'answer'; else word problems are generated." };
        var problems = Number("--problems", "Questions that are answered, once each; half of them are held out for the thresholds.", s_defaults.Problems, 20, 1_000_000);
        var operations = List("--operations", "Operations of the problems, in turn.", s_defaults.Operations, value => value is >= 1 and <= 40);
        var distractors = Number("--distractors", "People of a problem who do not matter.", s_defaults.Distractors, 0, 40);
        var temperatures = List("--temperature", "Temperatures of the answers, in turn; 0 is greedy.", s_defaults.Temperatures, value => value is >= 0 and <= 100);
        var layers = new Option<string>("--layers") { Description = "Layers whose spectra are measured, such as 2,5, or all, or none.", DefaultValueFactory = _ => s_defaults.Layers };
        var heads = new Option<bool>("--heads") { Description = "Pick the heads that decide about influence." };
        var rates = List("--false-accept", "Shares of wrong answers that may be accepted; the first counts by default.", s_defaults.FalseAcceptRates, value => value is > 0 and < 1);
        var seed = new Option<int>("--seed") { Description = "Seed of problems, answers and folds.", DefaultValueFactory = _ => s_defaults.Seed };
        var chats = Number("--chats", "Answers written at the same time: faster, but only 1 writes the same answers in every run.", s_defaults.Chats, 1, 64);
        var threads = Number("--threads", "Threads; 0 takes half of the processors.", s_defaults.Threads, 0, 512);
        var json = new Option<bool>("--json") { Description = "Print the calibration as JSON in the place of tables." };

        var command = new Command("calibrate", "Measures how far a model's own signals tell its right answers from its wrong ones, and writes a calibration that verdicts rest on.")
        {
            model, tasks, problems, operations, distractors, temperatures, layers, heads, rates, output, seed, chats, threads, json,
        };
        command.SetGuardedAction(terminal, (parsed, cancellationToken) => new CalibrateJob(terminal).RunAsync(
            new CalibrateSettings
            {
                Model = parsed.GetRequiredValue(model),
                Output = parsed.GetRequiredValue(output),
                Tasks = parsed.GetValue(tasks),
                Problems = parsed.GetValue(problems),
                Operations = parsed.GetValue(operations),
                Distractors = parsed.GetValue(distractors),
                Temperatures = parsed.GetValue(temperatures),
                Layers = parsed.GetRequiredValue(layers),
                PicksHeads = parsed.GetValue(heads),
                FalseAcceptRates = parsed.GetValue(rates),
                Seed = parsed.GetValue(seed),
                Chats = parsed.GetValue(chats),
                Threads = parsed.GetValue(threads),
                IsJson = parsed.GetValue(json),
            },
            cancellationToken));
        return command;
    }

    private static Option<int> Number(string name, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<int>() is var value && value >= least && value <= most))
            {
                result.AddError($"{name} must be {least} to {most}.");
            }
        });
        return option;
    }

    private static Option<ImmutableArray<T>> List<T>(string name, string description, ImmutableArray<T> standard, Func<T, bool> isValid)
        where T : struct, IParsable<T>
    {
        return new Option<ImmutableArray<T>>(name) { Description = $"{description} Parted by commas.", DefaultValueFactory = _ => standard, CustomParser = Parse };

        ImmutableArray<T> Parse(ArgumentResult result)
        {
            var values = ImmutableArray.CreateBuilder<T>();
            foreach (var item in result.Tokens.SelectMany(token => token.Value.Split(',')))
            {
                if (!T.TryParse(item, CultureInfo.InvariantCulture, out var value) || !isValid(value))
                {
                    result.AddError($"{name} holds '{item}', which is out of range.");
                    return standard;
                }

                values.Add(value);
            }

            return values.ToImmutable();
        }
    }
}
