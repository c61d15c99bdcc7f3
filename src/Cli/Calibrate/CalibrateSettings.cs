using System.Collections.Immutable;
using System.Globalization;

namespace SKReasoning.Cli.Calibrate;

/// <summary>What the command line says.</summary>
internal sealed record CalibrateSettings
{
    public required string Model { get; init; }

    public required string Output { get; init; }

    /// <summary>File of questions; null for word problems.</summary>
    public string? Tasks { get; init; }

    public int Problems { get; init; } = 600;

    public ImmutableArray<int> Operations { get; init; } = [4, 6, 8, 10, 12];

    public int Distractors { get; init; } = 2;

    /// <summary>Temperatures that problems are answered at in turn; 0 is greedy.</summary>
    public ImmutableArray<double> Temperatures { get; init; } = [0, 1];

    /// <summary>Layers whose spectra are measured, as the option says it.</summary>
    public string Layers { get; init; } = "none";

    /// <summary>Whether heads are picked for influence.</summary>
    public bool PicksHeads { get; init; }

    public ImmutableArray<double> FalseAcceptRates { get; init; } = [0.1, 0.05, 0.2];

    public int Seed { get; init; } = 1;

    /// <summary>Answers that are written at the same time.</summary>
    public int Chats { get; init; } = 1;

    public int Threads { get; init; }

    public bool IsJson { get; init; }

    /// <summary>The command that does the same again, whatever the machine.</summary>
    public string Command => string.Create(
        CultureInfo.InvariantCulture,
        $"skreasoning calibrate --model {Path.GetFileName(Model)}{Source} --temperature {List(Temperatures)}"
            + $" --layers {Layers}{(PicksHeads ? " --heads" : "")} --false-accept {List(FalseAcceptRates)} --seed {Seed} --chats {Chats} --out {Path.GetFileName(Output)}");

    private string Source => Tasks is null
        ? FormattableString.Invariant($" --problems {Problems} --operations {List(Operations)} --distractors {Distractors}")
        : FormattableString.Invariant($" --tasks {Path.GetFileName(Tasks)} --problems {Problems}");

    private static string List<T>(ImmutableArray<T> values)
        where T : IFormattable => string.Join(',', values.Select(value => value.ToString(null, CultureInfo.InvariantCulture)));
}
