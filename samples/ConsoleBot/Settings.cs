using SKReasoning;
using SKReasoning.Filters;

namespace ConsoleBot;

/// <summary>What the command line says.</summary>
internal sealed record Settings(
    string Model, string? Calibration, string? Ask, bool Json, IReadOnlyList<string> Tools, double Temperature, long? Seed, int Context, BranchFrom BranchFrom, OnFail OnFail, OnFail OnExhausted, IReadOnlyList<int> Layers, bool Anchor);
