using System.Text.RegularExpressions;

namespace SKReasoning.Packages.Tests;

/// <summary>C# in a readme.</summary>
internal static partial class Snippet
{
    /// <summary>Whether a text has a block of C#.</summary>
    public static bool IsIn(string markdown) => Block().IsMatch(markdown);

    /// <summary>The first block of C# in a text.</summary>
    /// <exception cref="InvalidDataException">It has none.</exception>
    public static string FirstIn(string markdown)
        => Block().Match(markdown) is { Success: true } match ? match.Groups[1].Value : throw new InvalidDataException("The readme has no block of C#.");

    /// <summary>A program of top-level statements as a method, so that several fit in one project.</summary>
    public static string AsMethod(string program, string className)
    {
        var usings = Using().Matches(program).Select(match => match.Value);
        var statements = Using().Replace(program, "");
        var types = statements.IndexOf("\nsealed class", StringComparison.Ordinal) is var index and >= 0 ? statements[index..] : "";
        return $$"""
            {{string.Concat(usings)}}
            static class {{className}}
            {
                public static async Task RunAsync()
                {
                    await Task.CompletedTask;
                    {{statements[..^types.Length]}}
                }
            }
            {{types}}
            """;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^using [\w.]+;\n", RegexOptions.Multiline)]
    private static partial Regex Using();
}
