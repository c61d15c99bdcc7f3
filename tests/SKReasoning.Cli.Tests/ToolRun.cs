using System.Text;
using System.Text.Json;
using SKReasoning.Cli.Shell;
using Spectre.Console;

namespace SKReasoning.Cli.Tests;

/// <summary>One run of the tool in this process, with its output in memory.</summary>
internal sealed record ToolRun(int ExitCode, string Output, string Error)
{
    public const int Width = 100;

    public JsonElement Json => JsonElement.Parse(Output);

    public static async Task<ToolRun> StartAsync(params string[] arguments) => await StartAsync(TimeProvider.System, arguments);

    public static async Task<ToolRun> StartAsync(TimeProvider clock, params string[] arguments)
    {
        using var bytes = new MemoryStream();
        await using var output = new StreamWriter(bytes, new UTF8Encoding(false)) { AutoFlush = true };
        await using var error = new StringWriter();
        var console = Console(output);
        console.Profile.Capabilities.Unicode = true;
        var code = await CommandLine.RunAsync(arguments, new Terminal(bytes, output, error, console, Console(error), clock));
        return new ToolRun(code, Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }

    /// <summary>Asserts that the run failed as a user should see it: one sentence, nothing on the standard output.</summary>
    public void AssertFails(int exitCode, string says)
    {
        Assert.Equal(exitCode, ExitCode);
        Assert.Contains(says, Error, StringComparison.OrdinalIgnoreCase);
        Assert.Single(Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fault of this program", Error, StringComparison.Ordinal);
        Assert.Equal("", Output);
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = Width;
        return console;
    }
}
