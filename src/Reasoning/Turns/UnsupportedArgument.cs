namespace SKReasoning;

/// <summary>A value in a call that appears nowhere in the conversation and the reasoning before it.</summary>
/// <param name="Tool">Name of the tool, as the model calls it.</param>
/// <param name="Path">Where the value stands in the arguments, such as <c>quantity</c> or <c>lines[1].price</c>.</param>
/// <param name="Value">The value, as JSON.</param>
public sealed record UnsupportedArgument(string Tool, string Path, string Value);
