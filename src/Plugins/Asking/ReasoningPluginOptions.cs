namespace SKReasoning.Plugins;

/// <summary>How the plugins ask the model.</summary>
public sealed class ReasoningPluginOptions
{
    /// <summary>What the model is told before a task that it solves, and before a question whose answers it reads; empty for nothing.</summary>
    /// <value>Default <c>Think step by step.</c> An answer is read as though it followed these words: to verify what another prompt brought about, give that prompt's words.</value>
    public string Instructions { get; set; } = "Think step by step.";

    /// <summary>What the model is told before a task that it plans.</summary>
    /// <value>Default a wish for a numbered list of short steps that are not carried out.</value>
    public string PlanInstructions { get; set; }
        = "Write a numbered plan for the task, one short step on each line. Write nothing else, and do not carry the plan out.";

    /// <summary>Most tokens that one request may write.</summary>
    /// <value>Default 1024; at least 1.</value>
    public int MaxOutputTokens { get; set; } = 1024;

    /// <summary>Temperature that tasks are planned and solved at.</summary>
    /// <value>Default null: the model's own, which is 0 for a local model.</value>
    public float? Temperature { get; set; }

    /// <exception cref="ArgumentException">A value is missing or out of range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Instructions);
        ArgumentException.ThrowIfNullOrWhiteSpace(PlanInstructions);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxOutputTokens, 1);
        if (Temperature is { } temperature && !(temperature >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(Temperature), temperature, "The temperature must be at least 0.");
        }
    }
}
