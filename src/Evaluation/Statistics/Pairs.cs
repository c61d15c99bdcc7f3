namespace SKReasoning.Evaluation;

/// <summary>What lists of the same items have in common.</summary>
internal static class Pairs
{
    /// <exception cref="ArgumentException">The lists have different lengths.</exception>
    public static void RequireSame(int expected, int actual, string parameter)
    {
        if (expected != actual)
        {
            throw new ArgumentException($"Lists of the same items have {expected} and {actual} of them.", parameter);
        }
    }
}
