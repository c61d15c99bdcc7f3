using System.CommandLine;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Models;

/// <summary><c>skreasoning models</c>: the model files of this machine.</summary>
internal static class ModelsCommand
{
    public static Command Create(Terminal terminal)
        => new("models", "Lists, verifies and downloads model files.") { List(terminal), Verify(terminal), Download(terminal) };

    private static Command List(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Folder with GGUF files.", DefaultValueFactory = _ => "models" };
        var json = Json();
        var command = new Command("list", "Lists the models in a folder, from their headers.") { folder, json };
        command.SetGuardedAction(terminal, (parsed, _) => Task.FromResult(
            new ModelList(terminal).Show(parsed.GetRequiredValue(folder), parsed.GetValue(json))));
        return command;
    }

    private static Command Verify(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "File to hash." };
        var sha256 = new Option<string?>("--sha256") { Description = "The hash that it must have; else that in FILE.sha256, where there is one." };
        var json = Json();
        var command = new Command("verify", "Prints the SHA-256 of a file and compares it.") { file, sha256, json };
        command.SetGuardedAction(terminal, (parsed, cancellationToken) => new ModelCheck(terminal).RunAsync(
            parsed.GetRequiredValue(file), parsed.GetValue(sha256), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static Command Download(Terminal terminal)
    {
        var url = new Argument<string>("URL") { Description = "Address of a GGUF file, http or https." };
        var to = new Option<string?>("--to") { Description = "File or folder to write to; else models/ and the name in the address." };
        var sha256 = new Option<string?>("--sha256") { Description = "The hash that the file must have." };
        var json = Json();
        var command = new Command("download", "Downloads a model; goes on where an earlier download of the same file was cut off.") { url, to, sha256, json };
        command.SetGuardedAction(terminal, (parsed, cancellationToken) => new DownloadJob(terminal).RunAsync(
            parsed.GetRequiredValue(url), parsed.GetValue(to), parsed.GetValue(sha256), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "The result as JSON." };
}
