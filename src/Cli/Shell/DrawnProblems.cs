using SKReasoning.Evaluation;

namespace SKReasoning.Cli.Shell;

/// <summary>What the options of generated word problems must agree on.</summary>
internal static class DrawnProblems
{
    /// <exception cref="InputException">A problem would need more people than there are names.</exception>
    public static void RequireNames(IEnumerable<int> operations, int distractors)
    {
        if (operations.Max() + 1 + distractors > WordProblems.MaxPeople)
        {
            throw new InputException($"--operations and --distractors need more people than there are names: {WordProblems.MaxPeople}.");
        }
    }
}
