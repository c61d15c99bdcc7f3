using System.CommandLine;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Report;

/// <summary><c>skreasoning report</c>: turns, inspections, evaluations and calibrations as tables, or as one page that needs nothing else.</summary>
internal static class ReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Turn reports or a journal of them, JSON of 'inspect', an evaluation's summary.json or its folder, or a calibration.",
            Arity = ArgumentArity.OneOrMore,
        };
        var target = new Option<string?>("--out") { Description = "HTML file to write; where it is left out, tables are shown." };
        var title = new Option<string?>("--title") { Description = "Title of the page." };

        var command = new Command("report", "Shows what was measured, in one self-contained page or in tables.") { files, target, title };
        command.SetGuardedAction(terminal, (parsed, _) => Task.FromResult(
            new ReportJob(terminal).Run(parsed.GetRequiredValue(files), parsed.GetValue(target), parsed.GetValue(title))));
        return command;
    }
}
