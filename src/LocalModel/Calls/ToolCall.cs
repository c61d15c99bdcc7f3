namespace SKReasoning.LocalModel.Calls;

/// <summary>A tool call as a model wrote it.</summary>
/// <param name="Name">Name of the tool.</param>
/// <param name="Arguments">A JSON object.</param>
internal readonly record struct ToolCall(string Name, string Arguments);
