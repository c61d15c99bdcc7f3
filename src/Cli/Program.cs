using SKReasoning.Cli;
using SKReasoning.Cli.Shell;
using Spectre.Console;

// The one place that knows the console and the clock of the system; commands get them as a terminal.
#pragma warning disable RS0030
const int WidthOfFiles = 100;
var output = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
if (!output.Profile.Out.IsTerminal)
{
    output.Profile.Width = WidthOfFiles;
}

var terminal = new Terminal(
    Console.OpenStandardOutput(),
    Console.Out,
    Console.Error,
    output,
    AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
    TimeProvider.System);
#pragma warning restore RS0030
return await CommandLine.RunAsync(args, terminal);
