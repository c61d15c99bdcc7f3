using System.Globalization;
using System.Net;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace SKReasoning.Cli.Report;

/// <summary>One HTML file with its data, its scripts and its style; it loads nothing.</summary>
/// <remarks>The browser is told to run these scripts alone, by their hashes, and to open no connection: a text that got out of its block would do nothing.</remarks>
/// <param name="title">Title of the page.</param>
/// <param name="made">When it is made.</param>
/// <param name="files">What the sections were read from.</param>
/// <param name="sections">The sections, in order.</param>
internal sealed class HtmlPage(string title, DateTimeOffset made, IReadOnlyList<string> files, IReadOnlyList<IReportSection> sections)
{
    private const char Placeholder = '¤';

    // In this order: each uses what those before it define.
    private static readonly string[] s_scripts = ["elements", "numbers", "data", "charts", "confidence", "turns", "turn", "inspection", "evaluation", "calibration", "main"];
    private static readonly string[] s_licences = ["observable-plot", "d3"];

    /// <summary>Writes the page to a stream, which stays open.</summary>
    public void Write(Stream stream)
    {
        string[] scripts = [Resource("d3.js"), Resource("plot.js"), $"(() => {{\n'use strict';\n{string.Join('\n', s_scripts.Select(name => Resource(name + ".js")))}\n}})();"];
        foreach (var (index, part) in Resource("page.html").Split(Placeholder).Index())
        {
            if (index % 2 == 0)
            {
                Put(stream, part);
            }
            else
            {
                Fill(stream, part, scripts);
            }
        }
    }

    private void Fill(Stream stream, string name, string[] scripts)
    {
        switch (name)
        {
            case "title":
                Put(stream, WebUtility.HtmlEncode(title));
                break;
            case "policy":
                Put(stream, "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; script-src " + string.Join(' ', scripts.Select(Hash)));
                break;
            case "style":
                Put(stream, Resource("page.css"));
                break;
            case "licences":
                Put(stream, string.Join("\n\n", s_licences.Select(licence => Resource(licence + ".txt"))).Replace("--", "- -", StringComparison.Ordinal));
                break;
            case "data":
                WriteData(stream);
                break;
            case "scripts":
                Array.ForEach(scripts, script => Put(stream, $"<script>{script}</script>\n"));
                break;
            default:
                throw new InvalidOperationException($"The page has a place '{name}' that nothing fills.");
        }
    }

    private void WriteData(Stream stream)
    {
        new PageData(stream, 0).Add("page", writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("title", title);
            writer.WriteString("made", made.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
            writer.WriteString("version", typeof(HtmlPage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]);
            writer.WriteStartArray("sections");
            foreach (var (section, file) in sections.Zip(files))
            {
                writer.WriteStartObject();
                writer.WriteString("kind", section.Kind);
                writer.WriteString("title", section.Title);
                writer.WriteString("file", Path.GetFileName(Path.TrimEndingDirectorySeparator(file)));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
        foreach (var (index, section) in sections.Index())
        {
            section.Write(new PageData(stream, index));
        }
    }

    // Line ends as a browser counts them when it hashes.
    private static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("page/" + name)
            ?? throw new InvalidOperationException($"The tool was built without '{name}', a part of the page.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static void Put(Stream stream, string text) => stream.Write(Encoding.UTF8.GetBytes(text));
}
