namespace SKReasoning.Cli.Eval;

/// <summary>What the command line of <c>eval</c> said.</summary>
internal sealed record EvalSettings
{
    public required string Model { get; init; }

    /// <summary>File of questions; null for generated tasks.</summary>
    public string? Tasks { get; init; }

    /// <summary>What is generated where no file is given.</summary>
    public TaskKind Kind { get; init; }

    public int Items { get; init; }

    public IReadOnlyList<int> Operations { get; init; } = [];

    public int Distractors { get; init; }

    public string? Arms { get; init; }

    /// <summary>Names of the arms that run; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    public required string Out { get; init; }

    /// <summary>Folder of an earlier run; null for none.</summary>
    public string? Against { get; init; }

    public int Seed { get; init; }

    /// <summary>Answers that are written at a time; 0 for one on each processor.</summary>
    public int Parallel { get; init; }

    /// <summary>Whether they are decoded together, which is faster, and on a GPU much.</summary>
    public bool IsBatched { get; init; }

    public int Context { get; init; }

    /// <summary>Whether the summary is printed as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Whether the tables are Markdown.</summary>
    public bool Markdown { get; init; }

    /// <summary>The command as it may be repeated.</summary>
    public required string Command { get; init; }
}
