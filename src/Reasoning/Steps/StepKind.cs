namespace SKReasoning;

/// <summary>What a step is, as far as its form tells.</summary>
public enum StepKind
{
    /// <summary>Text between blank lines.</summary>
    Text,

    /// <summary>A line that starts with <c>Plan k:</c>.</summary>
    Plan,

    /// <summary>A line that starts with <c>Reason k:</c>.</summary>
    Reason,

    /// <summary>A tool call; nothing branches inside it.</summary>
    ToolCall,
}
