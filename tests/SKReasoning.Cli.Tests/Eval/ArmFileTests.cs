using SKReasoning.Cli.Eval;
using SKReasoning.Cli.Shell;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Eval;

public sealed class ArmFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Yaml_TakesAllSettings()
    {
        var file = Read("""
            baseline: plain
            curve: [plain, many]
            arms:
              plain:
              many: { description: "six", temperature: 0.7, topP: 0.9, topK: 40, samples: 6, pick: majority, budget: 900, system: "Be short." }
              again: { retry: { from: beforeWeakest, times: 2, threshold: -1.5, temperature: 0.5, distance: 3 } }
              derived: { corroborate: { times: 8, lead: 0.5, view: sampled } }
              anchored: { style: plan, anchor: { backend: attentionScale, factor: 2, layers: [1, 2], heads: } }
              pruned: { prune: { candidates: 3 } }
            """);

        Assert.Equal(("plain", 6), (file.Baseline, file.Arms.Count));
        Assert.Equal(["plain", "many"], file.Curve);
        Assert.Equal(new ArmSettings().ToText(), file.Arms["plain"].ToText());
        Assert.NotEqual(file.Arms["plain"].ToText(), file.Arms["again"].ToText());
        var many = file.Arms["many"];
        Assert.Equal((0.7, 0.9, 40, 6, Pick.Majority, 900, "Be short."), (many.Temperature, many.TopP, many.TopK, many.Samples, many.Pick, many.Budget, many.System));
        Assert.Equal((BranchFrom.BeforeWeakest, 2, -1.5, 3), (file.Arms["again"].Retry!.From, file.Arms["again"].Retry!.Times, file.Arms["again"].Retry!.Threshold, file.Arms["again"].Retry!.Distance));
        Assert.Equal(DerivationView.Sampled, file.Arms["derived"].Corroborate!.View);
        Assert.Equal([1, 2], file.Arms["anchored"].Anchor!.Layers);
        Assert.Empty(file.Arms["anchored"].Anchor!.Heads);
    }

    [Fact]
    public void Read_Json_IsTheSame()
    {
        var file = Read("""{"arms": {"a": {"temperature": 1}, "b": {"samples": 2, "temperature": 1}}}""");

        Assert.Equal(("a", 0), (file.Baseline, file.Curve.Count));
        Assert.Equal(2, file.Arms["b"].Samples);
    }

    [Fact]
    public void Read_NoFile_BringsSixArms()
        => Assert.Equal(["greedy", "sampled", "best-of-4", "majority", "restart", "corroborate"], ArmFile.Read(null).Arms.Keys);

    [Fact]
    public void Read_EmptyCurve_IsNone() => Assert.Empty(Read("curve:\narms:\n  a:").Curve);

    [Theory]
    [InlineData("arms:\n  a: { temprature: 1 }", "line 2", "temprature")]
    [InlineData("armes:\n  a:", "line 1", "armes")]
    [InlineData("arms:\n  a: { temperature: warm }", "line 2", "warm")]
    [InlineData("arms:\n  a:\n    samples: 1.5", "line 3", "1.5")]
    [InlineData("arms:\n  a: { samples: 99999999999 }", "line 2", "")]
    [InlineData("arms:\n  a: { pick: best }", "line 2", "best")]
    [InlineData("arms:\n  a: { retry: { from: nowhere } }", "line 2", "nowhere")]
    [InlineData("arms:\n  a: { retry: 4 }", "line 2", "")]
    [InlineData("arms:\n  a:\n  a:", "line 2", "duplicate")]
    [InlineData("arms:\n  - a", "line 2", "")]
    [InlineData("arms: { a: {", "line", "")]
    [InlineData("arms:\n\ta:", "line 1", "")]
    [InlineData("[]", "line 1", "")]
    [InlineData("arms:\n  a: *unknown", "line 2", "unknown")]
    [InlineData("curve: [[a]]\narms:\n  a:", "line 1", "")]
    public void Read_WrongText_SaysFileLineAndReason(string text, string line, string reason) => AssertRefused(text, line, reason);

    [Theory]
    [InlineData("arms:\n  a: { temperature: 5 }", "arm 'a'", "Temperature")]
    [InlineData("arms:\n  a: { temperature: .nan }", "arm 'a'", "Temperature")]
    [InlineData("arms:\n  a: { temperature: 1, samples: 0 }", "arm 'a'", "Samples")]
    [InlineData("arms:\n  a: { temperature: 1, samples: 257 }", "arm 'a'", "Samples")]
    [InlineData("arms:\n  a: { topP: 0 }", "arm 'a'", "TopP")]
    [InlineData("arms:\n  a: { budget: 0 }", "arm 'a'", "Budget")]
    [InlineData("arms:\n  a: { retry: { times: 0 } }", "arm 'a'", "Times")]
    [InlineData("arms:\n  a: { corroborate: { threshold: 1 } }", "arm 'a'", "Threshold")]
    [InlineData("arms:\n  a: { anchor: { omega: 1000 } }", "arm 'a'", "Omega")]
    [InlineData("arms:\n  a: { prune: { candidates: 0 } }", "arm 'a'", "Candidates")]
    [InlineData("arms:\n  a: { temperature: 1, samples: 2, retry: {} }", "arm 'a'", "samples and a retry")]
    [InlineData("arms:\n  a: { temperature: 1, samples: 2, corroborate: {} }", "arm 'a'", "samples and a retry")]
    [InlineData("arms:\n  a: { retry: {}, corroborate: {} }", "arm 'a'", "exclude each other")]
    [InlineData("arms:\n  ok:\n  b: { samples: 2 }", "arm 'b'", "temperature 0")]
    [InlineData("", "no arms", "arms:")]
    [InlineData("# nothing", "no arms", "arms:")]
    [InlineData("arms:", "no arms", "arms:")]
    [InlineData("arms: {}", "no arms", "arms:")]
    [InlineData("baseline: b\narms:\n  a:", "'b'", "no such arm")]
    [InlineData("curve: [b]\narms:\n  a:", "'b'", "no such arm")]
    public void Read_WrongSettings_SaysFileArmAndReason(string text, string place, string reason) => AssertRefused(text, place, reason);

    [Fact]
    public void Read_ManyArmsOrAliases_AreRefusedAtOnce()
    {
        var many = "arms:\n" + string.Concat(Enumerable.Range(0, 65).Select(i => $"  a{i}:\n"));
        var bomb = "a: &a [x, x]\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"{(char)('a' + (i % 26))}{i}: &n{i} [*{(i == 1 ? "a" : $"n{i - 1}")}, *{(i == 1 ? "a" : $"n{i - 1}")}]\n")) + "arms:\n  a: *n40";
        var inCurve = "curve: [&a [x, x], &b [*a, *a], &c [*b, *b]]\narms:\n  a:";

        AssertRefused(many, "65 arms", "64");
        AssertRefused(bomb, "line 1", "'a'");
        AssertRefused(inCurve, "line 1", "");
        AssertRefused(new string('[', 100_000), "line 1", "");
    }

    [Fact]
    public void Read_MissingFile_SaysSo()
        => Assert.Contains("there is no such file", Assert.Throws<InputException>(() => ArmFile.Read(_folder.File("none.yaml"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Keep_Names_KeepsTheBaselineAndShortensTheCurve()
    {
        var file = ArmFile.Read(null);

        file.Keep(["restart"]);

        Assert.Equal(["greedy", "restart"], file.Arms.Keys);
        Assert.Equal(["greedy"], file.Curve);
        Assert.Contains("no arm 'none'", Assert.Throws<InputException>(() => file.Keep(["none"])).Message, StringComparison.Ordinal);
    }

    private void AssertRefused(string text, string place, string reason)
    {
        var error = Assert.Throws<InputException>(() => Read(text));

        Assert.StartsWith(_folder.File("arms.yaml"), error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private ArmFile Read(string text) => ArmFile.Read(_folder.Write("arms.yaml", text));
}
