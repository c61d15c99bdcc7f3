namespace SKReasoning;

/// <summary>One number about a turn or a step.</summary>
/// <param name="Name">Its name, which begins with that of its group, such as <c>entropy.mean</c>.</param>
/// <param name="Value">The number; null where the trace does not have it, never 0 instead.</param>
public readonly record struct Feature(string Name, double? Value);
