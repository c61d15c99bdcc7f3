using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Calibrate;

public class CalibrateCommandTests
{
    // Long chains, so that a few problems give enough wrong answers.
    private static readonly string[] s_few = ["calibrate", "--model", BuiltInModelFile.Path, "--problems", "64", "--operations", "2,16", "--temperature", "1", "--false-accept", "0.5", "--threads", "1", "--seed", "3"];

    [Fact]
    public async Task Run_FewProblems_WritesACalibrationOfThisModelAndShowsIt()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "c.json");

        var run = await ToolRun.StartAsync([.. s_few, "--layers", "5", "--heads", "--out", path]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("length and log-probability", run.Output, StringComparison.Ordinal);
        var calibration = Calibration.Load(path);
        using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
        calibration.RequireModel(model.Identity);
        Assert.Equal("skreasoning calibrate --model abacus-8m.Q8_0.gguf --problems 64 --operations 2,16 --distractors 2 --temperature 1 --layers 5 --heads --false-accept 0.5 --seed 3 --chats 1 --out c.json", calibration.CreatedBy);
        Assert.NotNull(calibration.Evidence.Heads);
        Assert.Contains(calibration.Evidence.Gains, gain => gain.Group == FeatureGroup.Spectral);
        Assert.True(calibration.Evidence.Steps!.HitRate.Value > 2 * calibration.Evidence.Steps.Chance);
    }

    [Fact]
    public async Task Run_SameSeed_WritesTheSameFile()
    {
        using var folder = new TemporaryFolder();

        var run = await ToolRun.StartAsync([.. s_few, "--json", "--out", Path.Combine(folder.Path, "c.json")]);
        var again = await ToolRun.StartAsync([.. s_few, "--json", "--out", Path.Combine(folder.Path, "c.json")]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Output, again.Output);
        Assert.Equal(File.ReadAllText(Path.Combine(folder.Path, "c.json")), run.Output);
    }

    [Theory]
    [InlineData("--operations", "4,x", 2, "--operations")]
    [InlineData("--operations", "40", 2, "--operations")]
    [InlineData("--distractors", "41", 2, "--distractors")]
    [InlineData("--temperature", "-1", 2, "--temperature")]
    [InlineData("--false-accept", "1", 2, "--false-accept")]
    [InlineData("--problems", "3", 2, "--problems")]
    [InlineData("--model", "no-such.gguf", 2, "no-such.gguf")]
    [InlineData("--out", "no/such/folder/c.json", 2, "folder")]
    public async Task Run_WrongOption_IsOneSentence(string option, string value, int exitCode, string says)
    {
        using var folder = new TemporaryFolder();
        List<string> arguments = [.. s_few, "--out", Path.Combine(folder.Path, "c.json")];
        if (arguments.IndexOf(option) is >= 0 and var place)
        {
            arguments.RemoveRange(place, 2);
        }

        (await ToolRun.StartAsync([.. arguments, option, value])).AssertFails(exitCode, says);
    }

    [Fact]
    public async Task Run_TooFewWrongAnswers_SaysWhatIsNeeded()
    {
        using var folder = new TemporaryFolder();

        var run = await ToolRun.StartAsync("calibrate", "--model", BuiltInModelFile.Path, "--problems", "40", "--operations", "1", "--threads", "1", "--out", Path.Combine(folder.Path, "c.json"));

        run.AssertFails(1, "easier or harder");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
