using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SKReasoning.LocalModel.Tests.Grammar;

public class PatternAutomatonTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    [Theory]
    [InlineData("^(a?){0,200}b$")]
    [InlineData("^(a{0,8}){0,8}$")]
    [InlineData("^(a|a){0,200}$")]
    [InlineData("^(a|[a-c]|.)*$")]
    [InlineData("^(a*)*b$")]
    [InlineData("^.*.*.*.*.*x$")]
    [InlineData("^(\\w+\\s*)*$")]
    [InlineData("a.*a.*a")]
    [InlineData("^((a|b)*|(a|c)*|(b|c)*)+d$")]
    public void Restrict_ManyWaysToReadAText_TakesMilliseconds(string pattern)
    {
        using var constraint = Constraint(pattern);
        constraint.AcceptText("\"" + new string('a', 20));

        // As a token of many equal characters would be: rejected at its end, after each way to read it.
        var start = Stopwatch.GetTimestamp();
        Assert.False(constraint.AllowsText(new string('a', 30) + "\u0001"));
        constraint.Restrict(new float[model.Vocabulary.Count]);
        var elapsed = Stopwatch.GetElapsedTime(start);

        Assert.InRange(elapsed.TotalMilliseconds, 0, 1000);
    }

    [Theory]
    [InlineData("^(a|b)*a(a|b){16}$")]
    [InlineData("^(a{0,50}){0,50}$")]
    [InlineData("^((a{0,100}){0,100}){0,100}$")]
    [InlineData("^((((){9999}){9999}){9999}){9999}$")]
    [InlineData("^[ab]{5000}$")]
    [InlineData("^(.*a){1000}(.*b){1000}$")]
    public void Read_TooLargeToFollow_IsRefusedSoon(string pattern)
    {
        var start = Stopwatch.GetTimestamp();
        var error = Assert.Throws<SchemaNotSupportedException>(() => Gbnf(pattern));
        var elapsed = Stopwatch.GetElapsedTime(start);

        Assert.Contains(pattern, error.Message, StringComparison.Ordinal);
        Assert.InRange(elapsed.TotalSeconds, 0, 3);
    }

    [Theory]
    [InlineData('(', "inside one another", 3000)]
    [InlineData('(', "more than 4096 characters", 30_000)]
    public void Read_ManyParentheses_IsRefused(char opening, string reason, int count)
    {
        var error = Assert.Throws<SchemaNotSupportedException>(() => Gbnf(new string(opening, count)));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("^[^x]{2,4000}$", 4000)]
    [InlineData("^.{1,1024}$", 1024)]
    public void Read_LargeCount_IsCountedExactly(string pattern, int most)
    {
        var gbnf = Gbnf(pattern);

        Assert.True(model.AllowsText(gbnf, $"\"{new string('a', most)}\""));
        Assert.False(model.AllowsText(gbnf, $"\"{new string('a', most + 1)}\""));
    }

    [Fact]
    public void Write_RandomPatterns_AllowWhatTheRegularExpressionMatches()
    {
        var random = new Random(20260901);
        var (matched, wrong) = (0, new List<string>());
        for (var i = 0; i < 150; i++)
        {
            var pattern = $"{(random.Next(4) > 0 ? "^" : "")}({Pattern(random, 3)}){(random.Next(4) > 0 ? "$" : "")}";
            var gbnf = Gbnf(pattern);
            for (var draw = 0; draw < 12; draw++)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(7)).Select(_ => "abc\n"[random.Next(4)]));
                var expected = Regex.IsMatch(text, pattern.Replace("$", "\\z"), RegexOptions.ECMAScript);
                matched += expected ? 1 : 0;
                if (model.AllowsText(gbnf, JsonSerializer.Serialize(text)) != expected)
                {
                    wrong.Add($"{pattern} on {JsonSerializer.Serialize(text)}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.InRange(matched, 300, 1700);
    }

    private static string Gbnf(string pattern) => SchemaModel.Gbnf($$"""{"pattern": {{JsonSerializer.Serialize(pattern)}}}""");

    private GrammarConstraint Constraint(string pattern) => new(model.Vocabulary, Gbnf(pattern));

    private static string Pattern(Random random, int depth)
    {
        if (depth == 0 || random.Next(4) == 0)
        {
            string[] atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "\\n", "\\w"];
            return atoms[random.Next(atoms.Length)];
        }

        string[] times = ["*", "+", "?", "{2}", "{0,3}", "{1,}", "{1,2}?"];
        return random.Next(3) switch
        {
            0 => $"({Pattern(random, depth - 1)}|{Pattern(random, depth - 1)})",
            1 => $"({Pattern(random, depth - 1)}){times[random.Next(times.Length)]}",
            _ => new StringBuilder(Pattern(random, depth - 1)).Append(Pattern(random, depth - 1)).ToString(),
        };
    }
}
