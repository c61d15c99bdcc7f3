namespace SKReasoning.Packages.Tests;

/// <summary>The packages in an application.</summary>
public sealed class ConsumerTests(LocalFeed feed)
{
    [Fact]
    public async Task Build_LinesOfTheReadmes_AnswerOnTheBuiltInModel()
    {
        var snippets = feed.Libraries
            .Select(id => (Id: id, Readme: feed.Open(id).Text("README.md")))
            .Where(package => Snippet.IsIn(package.Readme))
            .Select((package, i) => ($"Readme{i}.cs", Snippet.AsMethod(Snippet.FirstIn(package.Readme), $"Readme{i}")))
            .ToArray();
        var project = new ConsumerProject(feed, "consumer", [("Program.cs", Program()), .. snippets]);

        await project.MakeAsync("build");
        var run = await project.RunAsync();
        Directory.Move(Path.Combine(project.Output, "llama", "cpu"), Path.Combine(project.Output, "llama", "cuda"));
        var runOnAnotherBackend = await project.RunAsync();

        Assert.True(snippets.Length >= 4);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("21", run.Output, StringComparison.Ordinal);
        Assert.Contains("The turn was accepted", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Output, runOnAnotherBackend.Output);
        Assert.True(File.Exists(Path.Combine(project.Output, "llama", "cuda", "LICENSE")));
    }

    [Fact]
    public async Task Run_WithoutTheNativePackage_NamesIt()
    {
        var project = new ConsumerProject(feed, "without-libraries", ("Program.cs", Program()));

        await project.MakeAsync("build", "-p:WithoutLibraries=true");
        var run = await project.RunAsync();

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("SKReasoning.Native.linux-x64", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(project.Output, "llama")));
    }

    [Fact]
    public async Task Publish_AheadOfTime_AnswersWithoutARuntime()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("SKREASONING_AOT_TESTS") == "1", "SKREASONING_AOT_TESTS is not 1: this takes a minute.");
        Assert.SkipUnless(((string[])["clang", "gcc"]).Any(IsOnPath), "Neither clang nor gcc was found.");
        var project = new ConsumerProject(feed, "ahead-of-time", ("Program.cs", Snippet.FirstIn(feed.Open("SKReasoning.Filters").Text("README.md"))));

        await project.MakeAsync("publish", "-c", "Release", "-r", "linux-x64", "-p:PublishAot=true");
        var run = await Command.RunAsync(Path.Combine(project.Output, "Consumer"), AppContext.BaseDirectory);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("21", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(project.Output, "Consumer.dll")));
    }

    // The lines of the repository's readme, in a program that says what came of them.
    private static string Program()
        => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Consumer", "Program.txt"))
            .Replace("$LINES$", Snippet.FirstIn(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"))), StringComparison.Ordinal);

    private static bool IsOnPath(string program)
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
