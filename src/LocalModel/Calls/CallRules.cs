namespace SKReasoning.LocalModel.Calls;

/// <summary>The tool calls that a turn may make.</summary>
/// <param name="Format">How the model writes a call.</param>
/// <param name="Tools">The tools.</param>
/// <param name="Grammar">GBNF text of a whole block of calls, the format's trigger included.</param>
/// <param name="IsRequired">Whether the turn must make a call.</param>
internal sealed record CallRules(ToolCallFormat Format, IReadOnlyList<CallableTool> Tools, string Grammar, bool IsRequired);
