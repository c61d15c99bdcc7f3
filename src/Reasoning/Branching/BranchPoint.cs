using System.Collections.Immutable;

namespace SKReasoning;

/// <summary>Where a retry leaves an earlier attempt: the tokens that it takes over. A branch is a prompt with a longer prefix.</summary>
/// <param name="From">The rule that chose the point; <see cref="BranchFrom.Restart"/> where another rule could not choose, so that no other rule passes for it.</param>
/// <param name="Step">Index of the first step that is written anew.</param>
/// <param name="Prefix">Tokens that are taken over; empty for a restart.</param>
/// <param name="Attention">Step matrix of the prefix; null where attention was not read.</param>
/// <param name="Reason">One sentence, without a full stop, that says why this point.</param>
public sealed record BranchPoint(BranchFrom From, int Step, ImmutableArray<TracedToken> Prefix, StepAttention? Attention, string Reason)
{
    /// <summary>Key of the branch point in the additional properties of chat options.</summary>
    public const string OptionsKey = "skreasoning.branch_point";
}
