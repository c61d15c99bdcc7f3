using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SKReasoning.Cli.Report;

/// <summary>Writes the data of one section into the page: blocks of JSON, each parsed by the browser when it is looked at.</summary>
/// <param name="page">Where the page is written, in UTF-8.</param>
/// <param name="section">Number of the section, from 0.</param>
internal sealed class PageData(Stream page, int section)
{
    // Escapes what could end a script or begin a comment in it, whatever a text holds.
    private static readonly JsonWriterOptions s_safe = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes a block with one JSON value.</summary>
    /// <param name="name">Name of the block in its section: letters, digits and hyphens.</param>
    /// <param name="write">Writes the value.</param>
    public void Add(string name, Action<Utf8JsonWriter> write)
    {
        page.Write(Encoding.UTF8.GetBytes($"<script type=\"application/json\" id=\"data-{section}-{name}\">"));
        using (var writer = new Utf8JsonWriter(page, s_safe))
        {
            write(writer);
        }

        page.Write("</script>\n"u8);
    }
}
