using SKReasoning.Cli.Doctor;
using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Doctor;

public class RehearsalTests
{
    [Fact]
    public async Task RunAsync_ModelThatReads_EndsWithZeroAndOthersDoNot()
    {
        Assert.SkipWhen(Path.GetFileNameWithoutExtension(Environment.ProcessPath) != "dotnet", "The tests do not run inside dotnet, so the tool would not be started.");

        Assert.Equal(0, await Rehearsal.RunAsync(BuiltInModelFile.Path, default));
        Assert.Equal(2, await Rehearsal.RunAsync("missing.gguf", default));
    }
}
