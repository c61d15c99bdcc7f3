using System.CommandLine;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Doctor;

/// <summary><c>skreasoning doctor</c>: what this machine has for models, and what is wrong.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var model = new Option<string?>("--model") { Description = "GGUF file to try; else the built-in one." };
        var json = new Option<bool>("--json") { Description = "The findings as JSON." };
        var command = new Command("doctor", "Says what natives, backends, threads and memory there are, and what is wrong.") { model, json };
        command.SetGuardedAction(terminal, async (parsed, cancellationToken) =>
        {
            var findings = await new Examination(terminal).RunAsync(parsed.GetValue(model), cancellationToken);
            if (parsed.GetValue(json))
            {
                FindingsJson.Print(terminal, findings);
            }
            else
            {
                new FindingsView(terminal.Console).Show(findings);
            }

            return findings.CanRun ? ExitCode.Success : ExitCode.BrokenEnvironment;
        });
        return command;
    }
}
