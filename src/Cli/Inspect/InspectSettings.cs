using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Inspect;

/// <summary>What the command line says.</summary>
internal sealed record InspectSettings
{
    public const string StandardOutput = "-";

    public required string Model { get; init; }

    public string? Text { get; init; }

    public string? TextFile { get; init; }

    public string? MessagesFile { get; init; }

    public string? ToolsFile { get; init; }

    public string? Tokens { get; init; }

    public int? PromptTokens { get; init; }

    public string? Steps { get; init; }

    public string? Layers { get; init; }

    public JsonParts Parts { get; init; } = JsonParts.None;

    public CacheFormat CacheFormat { get; init; }

    public int ContextLength { get; init; }

    public int Threads { get; init; }

    /// <summary>File for the JSON, or <see cref="StandardOutput"/>; null for none.</summary>
    public string? Json { get; init; }
}
