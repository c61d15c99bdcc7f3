using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Models;

/// <summary>Prints the hash of a file and compares it with what it should be.</summary>
internal sealed class ModelCheck(Terminal terminal)
{
    public async Task<ExitCode> RunAsync(string file, string? sha256, bool json, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new InputException($"'{file}': there is no such file.");
        }

        var expected = sha256 is null ? Beside(file) : FileHash.Parse("--sha256", sha256);
        var hash = await Meter.RunAsync(terminal, $"Hashing {Path.GetFileName(file)}", progress => FileHash.ComputeAsync(file, progress, cancellationToken));
        bool? matches = expected is null ? null : expected == hash;
        if (json)
        {
            JsonText.Print(terminal, writer =>
            {
                writer.WriteString("file", file);
                writer.WriteNumber("bytes", new FileInfo(file).Length);
                writer.WriteString("sha256", hash);
                writer.WriteString("expected", expected);
                writer.WritePropertyName("matches");
                if (matches is { } known)
                {
                    writer.WriteBooleanValue(known);
                }
                else
                {
                    writer.WriteNullValue();
                }
            });
        }
        else
        {
            // The form of sha256sum, so that the line can be kept as FILE.sha256.
            await terminal.Output.WriteLineAsync($"{hash}  {Path.GetFileName(file)}");
        }

        return matches != false
            ? ExitCode.Success
            : throw new ProblemException($"'{file}' has another hash than the {expected} that it should have; download it again.");
    }

    private static string? Beside(string file)
    {
        var beside = file + ".sha256";
        return File.Exists(beside)
            ? FileHash.Parse($"'{beside}'", InputFile.Read(beside).Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "")
            : null;
    }
}
