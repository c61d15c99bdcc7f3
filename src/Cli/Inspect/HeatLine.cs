using Spectre.Console;

namespace SKReasoning.Cli.Inspect;

/// <summary>One mark a token: the higher, the less the model expected it. Legible without colours.</summary>
internal sealed class HeatLine(bool unicode)
{
    private const string Blocks = "▁▂▃▄▅▆▇█";
    private const string Letters = ".:-=+*#@";

    // Of the log-probability, in nats; the last level begins below the last bound.
    private static readonly double[] s_bounds = [-0.1, -0.3, -0.7, -1.4, -2.3, -4.6, -6.9];
    private static readonly string[] s_colours = ["green", "green", "green", "yellow", "yellow", "orange1", "red", "red"];

    private readonly string _marks = unicode ? Blocks : Letters;

    /// <summary>What parts two steps.</summary>
    public string Separator { get; } = unicode ? "│" : "|";

    /// <summary>What the marks mean.</summary>
    public string Legend => $"{_marks[0]} 0.9 or more, {_marks[3]} about 1 in 3, {_marks[5]} 1 in 10 to 1 in 100, {_marks[^1]} less than 1 in 1000";

    /// <summary>The marks of the tokens as markup, in lines that are full.</summary>
    /// <param name="logProbabilitiesOfSteps">Log-probabilities of the tokens of every step.</param>
    /// <param name="width">Marks of a line.</param>
    public Markup Draw(IEnumerable<IEnumerable<double>> logProbabilitiesOfSteps, int width)
    {
        var marks = logProbabilitiesOfSteps.SelectMany((step, i) => i == 0 ? step.Select(Mark) : step.Select(Mark).Prepend(Separator));
        return new Markup(string.Join('\n', marks.Chunk(width).Select(line => string.Concat(line))));
    }

    private string Mark(double logProbability)
    {
        if (!double.IsFinite(logProbability))
        {
            return " ";
        }

        var level = s_bounds.Count(bound => logProbability < bound);
        return $"[{s_colours[level]}]{_marks[level]}[/]";
    }
}
