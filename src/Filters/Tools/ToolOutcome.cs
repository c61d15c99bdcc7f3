namespace SKReasoning.Filters;

/// <summary>What became of a call at the <see cref="ToolGate"/>.</summary>
/// <param name="HasRun">Whether the tool ran now.</param>
/// <param name="IsRefused">Whether the verdict kept it from running.</param>
/// <param name="Result">The tool's result; where it did not run, the text that the model reads in its place.</param>
public readonly record struct ToolOutcome(bool HasRun, bool IsRefused, object? Result);
