namespace SKReasoning.LocalModel.Calls;

/// <summary>The tool calls that a turn may make.</summary>
/// <param name="Format">How the model writes a call.</param>
/// <param name="Names">Names of the tools.</param>
/// <param name="Grammar">GBNF text of what follows the format's trigger.</param>
/// <param name="IsRequired">Whether the turn must make a call.</param>
internal sealed record CallRules(ToolCallFormat Format, IReadOnlyCollection<string> Names, string Grammar, bool IsRequired);
