namespace SKReasoning.Filters;

/// <summary>Applies a verdict to the turn that is passed on.</summary>
internal static class TurnSettlement
{
    /// <summary>Whether a rejected turn is to be kept from anything: an answer is, and a turn that calls any tool but those that need no verdict.</summary>
    public static bool NeedsVerdict(WrittenTurn turn, GatedRequest request)
        => !turn.HasCalls || turn.Calls.Any(call => request.PolicyOf(call.Name).Verdict != ToolVerdict.NotNeeded);

    /// <summary>Marks the turn and its calls, refuses them, or throws.</summary>
    /// <param name="turn">The turn.</param>
    /// <param name="request">What it was written for.</param>
    /// <param name="report">How it came to be; null where nobody could judge it.</param>
    /// <param name="shown">Updates of the turn that the caller has seen.</param>
    /// <exception cref="ReasoningRejectedException">The turn is rejected and the options say to throw.</exception>
    public static void Apply(WrittenTurn turn, GatedRequest request, TurnReport? report, int shown)
    {
        var isRejected = report is { Verdict.Accepted: false };
        var onFail = request.Gate.LastResort;
        if (isRejected && onFail == OnFail.Throw && NeedsVerdict(turn, request))
        {
            throw new ReasoningRejectedException(report!);
        }

        if (report is not null && !(isRejected && onFail == OnFail.Ignore))
        {
            turn.Annotate(report);
        }

        var refuses = isRejected && onFail == OnFail.Refuse;
        var refused = false;
        foreach (var (call, identity) in turn.Calls.Zip(CallIdentity.Of(request.Id, turn.Calls, request.SinceQuestion, request.PolicyOf)))
        {
            var policy = request.PolicyOf(call.Name);
            var properties = call.AdditionalProperties ??= [];
            properties[ToolGate.DecidedKey] = true;
            if (!policy.IsIdempotent)
            {
                properties[CallIdentity.Key] = identity.ToString();
            }

            if (Refusal(policy, report, refuses) is { } reason)
            {
                properties[ToolGate.RefuseKey] = reason;
                refused = true;
            }
        }

        // An answer that was seen cannot be replaced any more; calls were held back.
        if (turn.HasCalls ? refused && !request.HasGate : refuses && shown == 0)
        {
            turn.Refuse(request.Gate.RefusalText, shown);
        }
    }

    private static string? Refusal(ToolPolicy policy, TurnReport? report, bool refuses) => (policy.Verdict, report) switch
    {
        (ToolVerdict.NotNeeded, _) or (_, { Verdict.Accepted: true }) => null,
        (ToolVerdict.Required, null) => "nothing could judge the reasoning that led to this call, and this tool needs that",
        (ToolVerdict.Required, _) or (_, not null) when refuses || policy.Verdict == ToolVerdict.Required
            => $"the reasoning that led to this call was rejected ({report!.Verdict.Reason})",
        _ => null,
    };
}
