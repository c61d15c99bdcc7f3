using System.Globalization;
using System.Text.RegularExpressions;

namespace SKReasoning.Evaluation;

/// <summary>A word problem in the language of the built-in model, with the truth of everything that can be said about it.</summary>
/// <param name="Text">The sentences and the question.</param>
/// <param name="Asked">The person that the question is about.</param>
/// <param name="Operations">Operations that lead from the one number that is given to the answer.</param>
/// <param name="Values">How many items each person has, those included who do not matter.</param>
public sealed partial record WordProblem(string Text, string Asked, int Operations, IReadOnlyDictionary<string, int> Values)
{
    /// <summary>What is asked for.</summary>
    public int Answer => Values[Asked];

    /// <summary>Whether a text ends with the right answer; one without an answer does not.</summary>
    public bool IsSolvedBy(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AnswerLine().Match(text) is { Success: true } match && Number(match) == Answer;
    }

    /// <summary>Whether a step says the truth about a person or the answer; null where it says nothing about either.</summary>
    /// <remarks>Looks at the value that the step ends with, not at how it came about.</remarks>
    public bool? IsTrue(string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (AnswerLine().Match(step) is { Success: true } answer)
        {
            return Number(answer) == Answer;
        }

        return Conclusion().Match(step) is { Success: true } match
            ? Values.TryGetValue(match.Groups["name"].Value, out var truth) && Number(match) == truth
            : null;
    }

    // A number too long for its type is as wrong as any other.
    private static int? Number(Match match)
        => int.TryParse(match.Groups["value"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@"^Answer: (?<value>\d+)\s*\z", RegexOptions.Multiline)]
    private static partial Regex AnswerLine();

    /// <summary>"…, so Ben has 21 - 5 = 16 apples.", "Sara has 7 apples." and "Sara has 7.", at the end of a step.</summary>
    [GeneratedRegex(@"\b(?<name>[A-Z][a-z]+) has (\d[\d +*/-]*= )?(?<value>\d+)( [a-z]+)?\.\s*\z")]
    private static partial Regex Conclusion();
}
