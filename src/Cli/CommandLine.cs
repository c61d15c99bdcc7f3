using System.CommandLine;
using System.CommandLine.Invocation;
using SKReasoning.Cli.Calibrate;
using SKReasoning.Cli.Doctor;
using SKReasoning.Cli.Eval;
using SKReasoning.Cli.Inspect;
using SKReasoning.Cli.Models;
using SKReasoning.Cli.Render;
using SKReasoning.Cli.Report;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli;

/// <summary>The commands of the tool, and what their exit codes mean.</summary>
internal static class CommandLine
{
    // What a command may take to stop after Ctrl-C before the process ends all the same.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Runs one command.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, Terminal terminal)
    {
        var root = new RootCommand(
            "Looks into a local llama.cpp model, and measures what helps it.\n\n"
            + "Exit codes: 0 done; 1 the job found a problem; 2 bad usage or input; 3 this machine cannot run models; "
            + "70 a fault of this program; 130 stopped.")
        {
            InspectCommand.Create(terminal),
            RenderCommand.Create(terminal),
            EvalCommand.Create(terminal),
            CalibrateCommand.Create(terminal),
            ReportCommand.Create(terminal),
            ModelsCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Action is ParseErrorAction)
        {
            var problems = string.Join(" ", parsed.Errors.Select(error => error.Message).Distinct());
            await terminal.Error.WriteLineAsync($"{problems.ReplaceLineEndings(" ")} See '{Name(parsed)} --help'.");
            return (int)ExitCode.BadInput;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = s_patience,
        });
    }

    private static string Name(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var command = parsed.CommandResult; command is not null; command = command.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Push(command.Command is RootCommand ? "skreasoning" : command.Command.Name);
        }

        return string.Join(' ', names);
    }
}
