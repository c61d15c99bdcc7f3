namespace SKReasoning.Evaluation;

/// <summary>Estimates how long the rest of a run takes. Not thread-safe.</summary>
internal sealed class RunPace(int total, int open, TimeProvider clock)
{
    private readonly long _started = clock.GetTimestamp();
    private int _answered;

    public RunProgress Start() => new(total - open, total, null, null);

    public RunProgress Add(ItemResult result)
    {
        _answered++;
        var left = clock.GetElapsedTime(_started) / _answered * (open - _answered);
        return new RunProgress(total - open + _answered, total, result, left);
    }
}
