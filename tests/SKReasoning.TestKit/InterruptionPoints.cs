namespace SKReasoning.TestKit;

/// <summary>Counts the places where a run waits, and interrupts it at one of them.</summary>
/// <param name="at">Number of the place, from 1.</param>
/// <param name="interrupt">What happens there.</param>
public sealed class InterruptionPoints(int at, Action interrupt)
{
    /// <summary>Places that were reached.</summary>
    public int Reached { get; private set; }

    /// <summary>Waits, and interrupts if this is the place.</summary>
    public async Task PauseAsync()
    {
        if (++Reached == at)
        {
            interrupt();
        }

        await Task.Yield();
    }
}
