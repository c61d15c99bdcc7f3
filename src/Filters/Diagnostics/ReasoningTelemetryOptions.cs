namespace SKReasoning.Filters;

/// <summary>What spans may hold. Which of them are recorded at all is for the host to say, by the name of their source, <c>SKReasoning</c>.</summary>
public sealed class ReasoningTelemetryOptions
{
    /// <summary>Whether spans hold contents: the arguments of tool calls that were refused.</summary>
    /// <value>Default false. Nothing is read from the environment: a host binds this to its configuration.</value>
    public bool EnableSensitiveData { get; set; }
}
