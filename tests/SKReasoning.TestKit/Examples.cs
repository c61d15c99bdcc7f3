using System.Text.RegularExpressions;

namespace SKReasoning.TestKit;

/// <summary>The C# blocks of a document, which have to stand in code that a test compiles and runs.</summary>
public static partial class Examples
{
    /// <summary>Blocks of a document that do not stand, line by line, in a source file; indentation does not count.</summary>
    /// <param name="document">Name of a Markdown file beside the tests.</param>
    /// <param name="source">Name of a source file beside the tests.</param>
    /// <param name="count">Number of C# blocks in the document.</param>
    public static IReadOnlyList<string> Missing(string document, string source, out int count)
    {
        var code = Lines(Read(source));
        string[] blocks = [.. Block().Matches(Read(document)).Select(match => Lines(match.Groups["code"].Value))];
        count = blocks.Length;
        return [.. blocks.Where(block => !code.Contains(block, StringComparison.Ordinal))];
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, file));

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Block();
}
