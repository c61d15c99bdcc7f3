using System.Collections.Concurrent;

namespace SKReasoning.TestKit;

/// <summary>Accepts and rejects turns in the given order, and accepts all that come after.</summary>
public sealed class ScriptedValidator(params bool[] verdicts) : IReasoningValidator
{
    private readonly ConcurrentQueue<bool> _verdicts = new(verdicts);
    private int _judged;

    /// <summary>Turns that were judged.</summary>
    public int Judged => _judged;

    /// <inheritdoc/>
    public Verdict Judge(ReasoningTrace trace)
    {
        Interlocked.Increment(ref _judged);
        var accepted = !_verdicts.TryDequeue(out var scripted) || scripted;
        return new Verdict(accepted, accepted ? 0 : -1, trace.Steps.IsEmpty ? null : trace.Steps.Length - 1, "scripted");
    }
}
