using System.Text.Json;

namespace SKReasoning.LocalModel.Templates;

/// <summary>What a template renders.</summary>
internal sealed record TemplateInput(
    JsonElement Messages,
    JsonElement Tools,
    bool AddGenerationPrompt,
    string BosToken,
    string EosToken,
    JsonElement Variables);
