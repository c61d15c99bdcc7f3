namespace SKReasoning.Filters;

/// <summary>Says on a tool's method how its calls are treated; an entry in <see cref="ReasoningFilterOptions.Tools"/> goes before it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolPolicyAttribute : Attribute
{
    /// <inheritdoc cref="ToolPolicy.Verdict"/>
    public ToolVerdict Verdict { get; init; }

    /// <inheritdoc cref="ToolPolicy.IsIdempotent"/>
    public bool IsIdempotent { get; init; }

    /// <inheritdoc cref="ToolPolicy.OncePerRequest"/>
    public bool OncePerRequest { get; init; }

    internal ToolPolicy ToPolicy() => new() { Verdict = Verdict, IsIdempotent = IsIdempotent, OncePerRequest = OncePerRequest };
}
