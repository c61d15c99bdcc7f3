using System.Reflection;
using System.Text.RegularExpressions;

namespace SKReasoning.Layering.Tests;

/// <summary>What docs/comparison.md claims of this project names tests that exist; what it claims of others says how that is known.</summary>
public partial class ComparisonPageTests
{
    private static readonly string s_docs = Path.Combine(
        typeof(ComparisonPageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!,
        "docs");

    private static readonly string s_page = File.ReadAllText(Path.Combine(s_docs, "comparison.md")).ReplaceLineEndings("\n");

    [Fact]
    public void Links_ToTests_LeadToTestsOfTheirNames()
    {
        var links = TestLink().Matches(s_page);

        Assert.NotEmpty(links);
        Assert.All(links, link =>
        {
            var file = Path.Combine(s_docs, link.Groups["file"].Value);
            Assert.True(File.Exists(file), $"{link.Value}: there is no such file.");
            Assert.True(Declares(File.ReadAllText(file), link.Groups["class"].Value, link.Groups["test"].Value), $"{link.Value}: the file declares no such test.");
        });
    }

    [Fact]
    public void TestNames_AllOfThem_AreLinks()
        => Assert.Equal(TestName().Count(s_page), TestLink().Count(s_page));

    [Fact]
    public void Rows_EachOfThem_NamesItsTestsAndTheEvidenceAboutOthers()
    {
        var rows = Rows();

        Assert.NotEmpty(rows);
        Assert.All(rows, row =>
        {
            Assert.Equal(6, row.Length);
            Assert.All(row[2..5], other => Assert.Matches(Evidence(), other));
            Assert.Matches(TestLink(), row[5]);
        });
    }

    [Fact]
    public void Declares_OtherNames_IsFalse()
    {
        const string Source = """
            public class OrderTests
            {
                [Theory]
                [InlineData(1)]
                public async Task Order_Once_Runs(int count) => await Task.Delay(0);

                public void Dispose()
                {
                }
            }
            """;

        Assert.True(Declares(Source, "OrderTests", "Order_Once_Runs"));
        Assert.False(Declares(Source, "OrderTest", "Order_Once_Runs"));
        Assert.False(Declares(Source, "OrderTests", "Order_Once"));
        Assert.False(Declares(Source, "OrderTests", "Dispose"));
    }

    private static bool Declares(string source, string type, string test)
        => Regex.IsMatch(source, $@"\bclass {type}\b")
            && Regex.IsMatch(source, $@"\[(?:Fact|Theory)\b.*\n(?:[ \t]+\[.*\n)*[ \t]+public [^\n(]*\b{test}\(");

    private static string[][] Rows()
        => [.. Table().Matches(s_page)
            .SelectMany(table => table.Groups["rows"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(row => row.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    [GeneratedRegex(@"\[`(?<class>\w+Tests)\.(?<test>\w+)`\]\((?<file>\.\./tests/[^)]+\.cs)\)")]
    private static partial Regex TestLink();

    [GeneratedRegex(@"`\w+Tests\.\w+`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"^\| point \|.*\n\|[-|]+\n(?<rows>(?:\|.*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Table();

    /// <summary>Marks of the page's legend: (s), (s, r), (i owner/name#1).</summary>
    [GeneratedRegex(@"\((?:(?:[sdrf?]|i [\w.-]+/[\w.-]+#\d+)(?:, )?)+\)")]
    private static partial Regex Evidence();
}
