using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Report;

/// <summary>Reads all files, then writes the page or shows the tables: a file that cannot be used leaves nothing half done.</summary>
internal sealed class ReportJob(Terminal terminal)
{
    public ExitCode Run(IReadOnlyList<string> files, string? target, string? title)
    {
        if (target is not null && files.Any(file => Path.GetFullPath(file) == Path.GetFullPath(target)))
        {
            throw new InputException($"--out names '{target}', which is one of the files to read.");
        }

        var sections = files.Select(ReportFile.Read).ToArray();
        if (target is null)
        {
            foreach (var section in sections)
            {
                section.Show(terminal.Console);
            }

            return ExitCode.Success;
        }

        Write(new HtmlPage(title ?? DefaultTitle(sections), terminal.Clock.GetUtcNow(), files, sections), target);
        return ExitCode.Success;
    }

    private static string DefaultTitle(IReportSection[] sections) => sections.Length == 1 ? sections[0].Title : "What was measured";

    private void Write(HtmlPage page, string target)
    {
        var part = target + ".part";
        try
        {
            using (var file = File.Create(part))
            {
                page.Write(file);
            }

            File.Move(part, target, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }

        terminal.Output.WriteLine($"{target}: {Amount.Bytes(new FileInfo(target).Length)}");
    }
}
