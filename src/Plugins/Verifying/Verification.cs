using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace SKReasoning.Plugins;

/// <summary>What a model makes of a text that it did not write, step by step.</summary>
/// <param name="Verdict">What the validator says of the whole text.</param>
/// <param name="Steps">The steps in order; at least one.</param>
/// <param name="Trace">The whole text as a turn that the model might have written, without attention.</param>
/// <remarks>It tells how probable each step is to the model after the question and the steps before it. A probable step can be wrong, and an unusual wording of the truth is improbable.</remarks>
public sealed record Verification(Verdict Verdict, ImmutableArray<VerifiedStep> Steps, ReasoningTrace Trace)
{
    /// <summary>Index of the first step that the validator does not accept, else of the one that it trusts least in a text that it does not accept; null where neither is.</summary>
    public int? FirstDoubtful => Steps.FirstOrDefault(step => step.IsDoubtful) is { } doubtful ? Steps.IndexOf(doubtful)
        : Verdict.Accepted ? null : Verdict.WeakestStep;

    /// <summary>The verdict, a line for each step, and the first doubtful one.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"The text was {(Verdict.Accepted ? "accepted" : "not accepted")}: {Verdict.Reason}.\n");
        for (var i = 0; i < Steps.Length; i++)
        {
            var (step, weakest) = (Steps[i].Step, Steps[i].WeakestToken);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {step.Text.ReplaceLineEndings(" ")} (confidence {step.Confidence:F2}, ")
                .Append(CultureInfo.InvariantCulture, $"weakest token '{weakest.Text.Trim()}' {weakest.LogProbability:F2}{(Steps[i].IsDoubtful ? ", doubtful" : "")})\n");
        }

        return text.Append(FirstDoubtful is { } first
            ? string.Create(CultureInfo.InvariantCulture, $"The first doubtful step is {first + 1}.")
            : "No step is doubtful. What is probable to the model can still be wrong.").ToString();
    }
}
