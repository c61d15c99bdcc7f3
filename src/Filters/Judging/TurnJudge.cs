using System.Collections.Immutable;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Judges the attempts at one turn: what the validator says of the trace, and whether the values of its calls come from anywhere.</summary>
internal sealed class TurnJudge(GatedRequest request)
{
    private readonly IReasoningValidator _validator = request.Gate.ToValidator();

    /// <summary>Judges an attempt that was traced.</summary>
    /// <param name="turn">The attempt.</param>
    /// <param name="number">Number of the attempt, from 1.</param>
    /// <param name="isCutOff">Whether the budget of the retries, and not the request, cut it off.</param>
    public Attempt Judge(WrittenTurn turn, int number, bool isCutOff)
    {
        var verdict = _validator.Judge(turn.Trace!);
        if (verdict.Accepted && isCutOff)
        {
            verdict = verdict with { Accepted = false, Reason = $"the token budget of the retries cut the turn off; {verdict.Reason}" };
        }

        // Else a turn that ran on without its call would stand before one whose call is doubted.
        if (verdict.Accepted && LacksCall(turn))
        {
            verdict = verdict with { Accepted = false, Reason = $"the request demands a call and the turn makes none; {verdict.Reason}" };
        }

        return CheckArguments(turn, new Attempt(number, null, turn.Trace!, verdict));
    }

    /// <summary>Judges answers to the same request by their agreement.</summary>
    public ImmutableArray<Attempt> JudgeByAgreement(IReadOnlyList<WrittenTurn> turns)
    {
        string[] answers = [.. turns.Select(turn => AgreedAnswer.Of(turn, request.Gate.Agreement.AnswerOf))];
        return [.. turns.Select((turn, i) =>
        {
            var agreeing = answers.Count(answer => answer == answers[i]);
            // An answer that failed to come agrees with none.
            var share = (double)agreeing / request.Gate.Agreement.Samples;
            var verdict = new Verdict(share >= request.Gate.Agreement.Threshold, share, null, $"{agreeing} of {request.Gate.Agreement.Samples} answers agree") { Basis = VerdictBasis.Agreement };
            return CheckArguments(turn, new Attempt(i + 1, null, new ReasoningTrace([], 0, [], null, new InfluenceOptions(), []) { CanBranch = false }, verdict));
        })];
    }

    /// <summary>Whether an attempt may stand for its request at all, however sure it looks.</summary>
    public bool IsUsable(WrittenTurn turn, Attempt attempt)
        => (attempt.UnsupportedArguments.IsEmpty || request.Gate.Arguments == ArgumentCheck.Report) && !LacksCall(turn);

    private bool LacksCall(WrittenTurn turn) => request.Options?.ToolMode is RequiredChatToolMode && !turn.HasCalls;

    private Attempt CheckArguments(WrittenTurn turn, Attempt attempt)
    {
        if (request.Gate.Arguments == ArgumentCheck.Off || !turn.HasCalls)
        {
            return attempt;
        }

        var evidence = new ArgumentEvidence([.. ArgumentEvidence.Texts(request.Messages), request.Options?.Instructions ?? "", turn.Thoughts, turn.Text]);
        ImmutableArray<UnsupportedArgument> unsupported =
        [
            .. turn.Calls.SelectMany(call => evidence.FindUnsupported(
                call, request.Options?.Tools?.OfType<AIFunctionDeclaration>().FirstOrDefault(tool => tool.Name == call.Name))),
        ];
        // What stands in a picture or a file cannot be looked for.
        var isAllText = !request.Messages.Any(message => message.Contents.Any(content => content is DataContent or UriContent or HostedFileContent));
        if (unsupported.IsEmpty || request.Gate.Arguments == ArgumentCheck.Report || !isAllText)
        {
            return attempt with { UnsupportedArguments = unsupported };
        }

        var names = string.Join(", ", unsupported.Select(argument => $"{argument.Path} of {argument.Tool}"));
        var callStep = attempt.Trace.Steps.ToList().FindIndex(step => step.Kind == StepKind.ToolCall);
        return attempt with
        {
            UnsupportedArguments = unsupported,
            Verdict = attempt.Verdict with
            {
                Accepted = false,
                WeakestStep = callStep >= 0 ? callStep : attempt.Verdict.WeakestStep,
                Reason = $"{names} {(unsupported.Length == 1 ? "appears" : "appear")} nowhere before the call; {attempt.Verdict.Reason}",
            },
        };
    }
}
