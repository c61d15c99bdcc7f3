namespace SKReasoning.Cli.Eval;

/// <summary>Tasks that are generated.</summary>
internal enum TaskKind
{
    /// <summary>Word problems, of which the truth of every step is known.</summary>
    Word,

    /// <summary>Requests that need one call, two, or none.</summary>
    Tool,
}
