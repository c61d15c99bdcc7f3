namespace SKReasoning.Evaluation;

/// <summary>How a p-value of McNemar's test counts the outcome that was seen.</summary>
public enum McNemarMethod
{
    /// <summary>All of it: exact, never wrong more often than the stated rate, and on few items much more rarely.</summary>
    Exact,

    /// <summary>Half of it: near the stated rate, which it can pass by a little.</summary>
    MidP,
}
