namespace SKReasoning.Cli.Render;

/// <summary>What the command line says.</summary>
internal sealed record RenderSettings(
    string? Model,
    string? Template,
    string MessagesFile,
    string? ToolsFile,
    bool AddGenerationPrompt,
    string? Bos,
    string? Eos,
    string? Now,
    IReadOnlyList<string> Variables,
    bool Raw,
    bool Json);
