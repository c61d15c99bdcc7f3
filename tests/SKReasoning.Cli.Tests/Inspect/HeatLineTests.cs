using SKReasoning.Cli.Inspect;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SKReasoning.Cli.Tests.Inspect;

public class HeatLineTests
{
    [Theory]
    [InlineData(true, "▁▄▆█│▁ ")]
    [InlineData(false, ".=*@|. ")]
    public void Draw_ProbabilitiesOfTwoSteps_OneMarkEach(bool unicode, string expected)
        => Assert.Equal(expected, Drawn(new HeatLine(unicode), width: 100));

    [Fact]
    public void Draw_MoreMarksThanTheWidth_FillsLines()
        => Assert.Equal("▁▄▆\n█│▁\n ", Drawn(new HeatLine(unicode: true), width: 3));

    private static string Drawn(HeatLine heat, int width)
    {
        double[][] steps = [[Math.Log(0.95), Math.Log(0.4), Math.Log(0.05), Math.Log(0.0001)], [0, double.NaN]];
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(TextWriter.Null) });
        return string.Concat(((IRenderable)heat.Draw(steps, width)).Render(RenderOptions.Create(console), 200).Select(segment => segment.Text));
    }
}
