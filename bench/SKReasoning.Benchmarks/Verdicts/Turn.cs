using System.Collections.Immutable;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>A problem, and the attempts of one turn at it.</summary>
internal sealed record Turn(WordProblem Problem, ImmutableArray<Attempt> Attempts)
{
    public Attempt First => Attempts[0];

    /// <summary>The attempt that is passed on.</summary>
    public Attempt Kept { get; } = TurnReport.Conclude(Attempts).KeptAttempt;

    /// <summary>Whether the attempt that is passed on ends with the right answer.</summary>
    public bool IsRight { get; } = TurnReport.Conclude(Attempts).KeptAttempt.Trace.Steps is [.., var last] && Problem.IsSolvedBy(last.Text);

    /// <summary>Tokens that were written for it, those of attempts that were not kept included.</summary>
    public int Tokens => Attempts.Sum(attempt => attempt.Trace.NewTokens);

    /// <summary>This first attempt with the retries of another turn at the problem: restarts, which take nothing over from their own first.</summary>
    public Turn WithRetriesOf(Turn other) => new(Problem, [First, .. other.Attempts[1..]]);

    /// <summary>The turn as a gate and a limit leave it: cut after the first accepted attempt, for they only decide when it ends.</summary>
    public Turn StoppedBy(IReasoningValidator gate, int retries)
    {
        var attempts = ImmutableArray.CreateBuilder<Attempt>();
        foreach (var attempt in Attempts.Take(retries + 1))
        {
            attempts.Add(attempt with { Verdict = gate.Judge(attempt.Trace) });
            if (attempts[^1].Verdict.Accepted)
            {
                break;
            }
        }

        return new Turn(Problem, attempts.ToImmutable());
    }

    /// <summary>Index of the first step of the first attempt that says something untrue; −1 where none does.</summary>
    public int FirstWrongStep()
    {
        for (var step = 0; step < First.Trace.Steps.Length; step++)
        {
            if (Problem.IsTrue(First.Trace.Steps[step].Text) == false)
            {
                return step;
            }
        }

        return -1;
    }
}
