using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Calibrate;

public class CalibrateCommandTests
{
    // At a high temperature even one operation is answered wrongly, which makes the test quick; influence is undefined on chains so short.
    private static readonly string[] s_few = ["calibrate", "--model", BuiltInModelFile.Path, "--problems", "24", "--operations", "1", "--distractors", "0", "--temperature", "0,3", "--false-accept", "0.5", "--seed", "2", "--threads", "1"];

    [Fact]
    public async Task Run_FewProblems_WritesACalibrationOfThisModelTheSameEveryTime()
    {
        using var folder = new TemporaryFolder();
        using var other = new TemporaryFolder();
        string[] arguments = [.. s_few, "--layers", "5", "--heads"];

        // At the same time, to spare time: runs share nothing.
        var runs = await Task.WhenAll(
            Task.Run(() => ToolRun.StartAsync([.. arguments, "--out", folder.File("c.json")])),
            Task.Run(() => ToolRun.StartAsync([.. arguments, "--json", "--out", other.File("c.json")])));

        Assert.All(runs, run => Assert.Equal((0, ""), (run.ExitCode, run.Error)));
        Assert.Contains("length and log-probability", runs[0].Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(folder.File("c.json")), runs[1].Output);
        var calibration = Calibration.Load(folder.File("c.json"));
        using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
        calibration.RequireModel(model.Identity);
        Assert.Equal("skreasoning calibrate --model abacus-8m.Q8_0.gguf --problems 24 --operations 1 --distractors 0 --temperature 0,3 --layers 5 --heads --false-accept 0.5 --seed 2 --chats 1 --out c.json", calibration.CreatedBy);
        Assert.Contains(calibration.Evidence.Gains, gain => gain.Group == FeatureGroup.Spectral);
        Assert.True(calibration.Evidence.Final.Auc.Value > 0.8);
    }

    [Theory]
    [InlineData("--operations", "4,x", 2, "--operations")]
    [InlineData("--operations", "41", 2, "--operations")]
    [InlineData("--distractors", "41", 2, "--distractors")]
    [InlineData("--temperature", "-1", 2, "--temperature")]
    [InlineData("--false-accept", "1", 2, "--false-accept")]
    [InlineData("--problems", "3", 2, "--problems")]
    [InlineData("--model", "no-such.gguf", 2, "no-such.gguf")]
    [InlineData("--tasks", "no-such.jsonl", 2, "no-such.jsonl")]
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
}
