namespace SKReasoning;

/// <summary>Judges finished turns from their traces. Implementations are thread-safe.</summary>
public interface IReasoningValidator
{
    /// <summary>Judges a turn.</summary>
    Verdict Judge(ReasoningTrace trace);
}
