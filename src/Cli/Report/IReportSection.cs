using Spectre.Console;

namespace SKReasoning.Cli.Report;

/// <summary>What one file holds: a section of the page, or tables in the terminal.</summary>
internal interface IReportSection
{
    /// <summary>Which script of the page draws it: <c>turns</c>, <c>inspection</c>, <c>evaluation</c> or <c>calibration</c>.</summary>
    string Kind { get; }

    /// <summary>Heading of the section.</summary>
    string Title { get; }

    /// <summary>Writes the data that the page draws.</summary>
    void Write(PageData data);

    /// <summary>Shows the main tables.</summary>
    void Show(IAnsiConsole console);
}
