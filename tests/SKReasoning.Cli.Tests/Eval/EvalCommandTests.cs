using System.Text.Json;
using SKReasoning.Evaluation;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Eval;

public sealed class EvalCommandTests : IDisposable
{
    private const string TwoArms = """
        baseline: greedy
        curve: [greedy, many]
        arms:
          greedy:
          hot: { temperature: 2 }
          many: { temperature: 1, samples: 2, pick: majority }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_SameSeed_GivesTheSameNumbersAlsoInParallel()
    {
        var run = await StartAsync("one", "--items", "4", "--parallel", "1");
        var again = await StartAsync("two", "--items", "4", "--parallel", "2", "--json");

        Assert.Equal((0, 0), (run.ExitCode, again.ExitCode));
        Assert.Equal(12, Numbers("one").Length);
        Assert.Equal(Numbers("one"), Numbers("two"));
        Assert.Contains("4 items, word problems of 2 operations with 2 distractors, seed 1", run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(_folder.File("two/summary.json")), again.Output.TrimEnd('\n'));
        var summary = again.Json;
        Assert.Equal(("evaluation", 1, 4), (summary.GetProperty("kind").GetString(), summary.GetProperty("version").GetInt32(), summary.GetProperty("items").GetInt32()));
        Assert.Equal(["greedy", "hot", "many"], summary.GetProperty("arms").EnumerateArray().Select(arm => arm.GetProperty("name").GetString()));
        Assert.StartsWith("skreasoning eval --model ", summary.GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_OfTheSummary_ShowsTablesAndPage()
    {
        Assert.Equal(0, (await StartAsync("run", "--items", "3")).ExitCode);

        var tables = await ToolRun.StartAsync("report", _folder.File("run/summary.json"));
        var page = await ToolRun.StartAsync("report", _folder.File("run"), "--out", _folder.File("page.html"));

        Assert.Equal((0, ""), (tables.ExitCode, tables.Error));
        Assert.All((string[])["greedy", "hot", "many", "3 items", "at equal"], part => Assert.Contains(part, tables.Output, StringComparison.Ordinal));
        Assert.Equal(0, page.ExitCode);
        Assert.Contains("word problems of 2 operations", File.ReadAllText(_folder.File("page.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OtherArmsAndAnEarlierRun_AnswersOnlyWhatIsNew()
    {
        await StartAsync("run", "--items", "2", "--only", "greedy");
        var first = File.ReadAllText(_folder.File("run/results.jsonl"));
        await StartAsync("run", "--items", "2", "--only", "hot");
        var run = await StartAsync("later", "--items", "3", "--only", "hot", "--against", _folder.File("run"), "--json");

        Assert.StartsWith(first, File.ReadAllText(_folder.File("run/results.jsonl")), StringComparison.Ordinal);
        Assert.Equal(4, Numbers("run").Length);
        var against = run.Json.GetProperty("against").EnumerateArray().ToArray();
        Assert.Equal([("greedy", 0, 0), ("hot", 0, 0)], against.Select(arm => (arm.GetProperty("arm").GetString(), arm.GetProperty("won").GetInt32(), arm.GetProperty("lost").GetInt32())));
    }

    [Fact]
    public async Task Run_EveryArmOfTheEvidence_AnswersWithoutErrors()
    {
        var arms = Path.Combine(AppContext.BaseDirectory, "evidence.yaml");

        var run = await StartAsync("all", "--arms", arms, "--items", "1", "--operations", "3", "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Json.GetProperty("arms").EnumerateArray(), arm => Assert.Equal((0, true), (arm.GetProperty("errors").GetInt32(), arm.GetProperty("tokens").GetDouble() > 0)));
        Assert.True(run.Json.GetProperty("arms").GetArrayLength() >= 20);
    }

    [Fact]
    public async Task Run_KindTool_RunsTheTools()
    {
        var run = await StartAsync("tools", "--kind", "Tool", "--items", "4", "--only", "greedy", "--json");

        Assert.Equal(0, run.ExitCode);
        var arm = run.Json.GetProperty("arms")[0];
        Assert.Equal((1, 0), (arm.GetProperty("toolCalls").GetDouble(), arm.GetProperty("errors").GetInt32()));
        Assert.Contains(Numbers("tools"), line => line.Contains("\"isRight\":true,\"answer\":\"Shop-Order(item: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_TasksOfAFile_AreAskedAndAnotherFileIsAnotherRun()
    {
        var problem = WordProblemItem.Draw(1, 1, [2])[0];
        string Line(int answer) => JsonSerializer.Serialize(new { question = problem.Question, answer, system = WordProblemItem.ChainPrompt, max_tokens = 100 });
        var tasks = _folder.Write("q.jsonl", Line(problem.Problem.Answer));

        var run = await StartAsync("own", "--tasks", tasks, "--only", "greedy", "--json");
        _folder.Write("q.jsonl", Line(problem.Problem.Answer + 1));
        var changed = await StartAsync("own", "--tasks", tasks, "--only", "greedy");

        Assert.Equal(1, run.Json.GetProperty("arms")[0].GetProperty("accuracy").GetProperty("value").GetDouble());
        changed.AssertFails(2, "holds another run: its tasks are 'questions of q.jsonl");
    }

    [Fact]
    public async Task Run_WrongTasksOrFolders_EndsWithTwoAndTheReason()
    {
        var tasks = _folder.Write("q.jsonl", "{\"question\": \"?\", \"answer\": \"5\"}\n{\"question\": \"?\"}\n");
        (await StartAsync("no", "--tasks", tasks)).AssertFails(2, "q.jsonl, line 2: 'answer' is missing");
        (await StartAsync("no", "--against", _folder.File("none"))).AssertFails(2, "there is no run.json");
        (await StartAsync("no", "--only", "greedy", "none")).AssertFails(2, "no arm 'none'");
        (await StartAsync("no", "--arms", _folder.Write("bad.yaml", "arms: 5"))).AssertFails(2, "bad.yaml, line 1");
        Assert.False(Directory.Exists(_folder.File("no")));

        await StartAsync("run", "--items", "1", "--only", "greedy");
        (await StartAsync("run", "--items", "2")).AssertFails(2, "holds another run");
        (await StartAsync("run", "--items", "1", "--seed", "2")).AssertFails(2, "its seed is 1, not 2");
        (await StartAsync("no", "--items", "1", "--operations", "3", "--against", _folder.File("run"))).AssertFails(2, "measured 'word problems of 2 operations");
        (await StartAsync("no", "--items", "1", "--seed", "2", "--against", _folder.File("run"))).AssertFails(2, "none of these items");
    }

    [Theory]
    [InlineData("--operations", "4,x", "--operations")]
    [InlineData("--operations", "41", "--operations")]
    [InlineData("--distractors", "21", "--distractors")]
    [InlineData("--items", "0", "--items")]
    [InlineData("--parallel", "257", "--parallel")]
    [InlineData("--context", "-1", "--context")]
    [InlineData("--kind", "Riddle", "Riddle")]
    [InlineData("--model", "no-such.gguf", "no-such.gguf")]
    [InlineData("--arms", "no-such.yaml", "no-such.yaml")]
    [InlineData("--tasks", "no-such.jsonl", "no-such.jsonl")]
    public async Task Run_WrongOption_IsOneSentence(string option, string value, string says)
    {
        List<string> arguments = ["eval", "--model", BuiltInModelFile.Path, "--out", _folder.File("no"), "--items", "2"];
        if (arguments.IndexOf(option) is >= 0 and var place)
        {
            arguments.RemoveRange(place, 2);
        }

        (await ToolRun.StartAsync([.. arguments, option, value])).AssertFails(2, says);
    }

    [Fact]
    public async Task Run_MorePeopleThanNames_IsOneSentence()
        => (await ToolRun.StartAsync("eval", "--model", BuiltInModelFile.Path, "--out", _folder.File("no"), "--operations", "40", "--distractors", "20")).AssertFails(2, "operations");

    private Task<ToolRun> StartAsync(string output, params string[] arguments)
    {
        List<string> all = ["eval", "--model", BuiltInModelFile.Path, "--out", _folder.File(output)];
        all.AddRange(arguments.Contains("--operations") ? [] : ["--operations", "2"]);
        all.AddRange(arguments.Contains("--arms") ? [] : ["--arms", _folder.Write("arms.yaml", TwoArms)]);
        all.AddRange(arguments.Contains("--parallel") ? [] : ["--parallel", "1"]);
        return ToolRun.StartAsync([.. all, .. arguments]);
    }

    private string[] Numbers(string run) => EvalResults.Numbers(_folder.File(run));
}
