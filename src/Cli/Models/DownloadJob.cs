using SKReasoning.Cli.Shell;
using Spectre.Console;

namespace SKReasoning.Cli.Models;

/// <summary>Downloads one model file to where the user wants it.</summary>
internal sealed class DownloadJob(Terminal terminal)
{
    private const string DefaultFolder = "models";

    public async Task<ExitCode> RunAsync(string address, string? to, string? sha256, bool json, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InputException($"'{address}' is no http or https address.");
        }

        var file = Target(url, to);
        var expected = sha256 is null ? null : FileHash.Parse("--sha256", sha256);
        if (File.Exists(file))
        {
            throw new InputException($"'{file}' is there already; verify it with 'skreasoning models verify', or give another place with --to.");
        }

        // Time without data is judged by the download itself.
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var download = new ModelDownload(client, terminal.Clock, new PartFile(file, url));
        var hash = await FetchAsync(download, file, expected, cancellationToken);
        Report(file, hash, download.ResumedFrom, json);
        return ExitCode.Success;
    }

    private async Task<string> FetchAsync(ModelDownload download, string file, string? expected, CancellationToken cancellationToken)
    {
        try
        {
            await Meter.RunAsync(terminal, $"Downloading {Path.GetFileName(file)}", async progress =>
            {
                await download.RunAsync(progress, cancellationToken);
                return true;
            });
            return await Meter.RunAsync(terminal, $"Checking {Path.GetFileName(file)}", progress => download.FinishAsync(expected, progress, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync($"'{file}.part' keeps what has come; the same command goes on from there.");
            throw;
        }
    }

    private void Report(string file, string hash, long resumedFrom, bool json)
    {
        var bytes = new FileInfo(file).Length;
        if (json)
        {
            JsonText.Print(terminal, writer =>
            {
                writer.WriteString("file", file);
                writer.WriteNumber("bytes", bytes);
                writer.WriteNumber("resumed_from", resumedFrom);
                writer.WriteString("sha256", hash);
            });
        }
        else
        {
            terminal.Console.Write(new Text($"{file}: {Amount.Bytes(bytes)}, SHA-256\n{hash}\n"));
        }
    }

    private static string Target(Uri url, string? to)
    {
        var name = Path.GetFileName(Uri.UnescapeDataString(url.AbsolutePath));
        var folder = to is null ? DefaultFolder : Directory.Exists(to) || Path.EndsInDirectorySeparator(to) ? to : null;
        if (folder is null)
        {
            return to!;
        }

        return name.Length > 0 && name is not ("." or "..")
            ? Path.Combine(folder, name)
            : throw new InputException($"'{url}' names no file; say where to write with --to FILE.");
    }
}
