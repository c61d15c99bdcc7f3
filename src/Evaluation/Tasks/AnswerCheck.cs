using System.Text.RegularExpressions;

namespace SKReasoning.Evaluation;

/// <summary>Ways to tell whether a text gives an expected answer. A check of one's own is any function from text to truth.</summary>
public static class AnswerCheck
{
    // A pattern comes from a file; it must not hold up a run.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>The text's last line is the answer, or ends with it after a colon or "is", without regard to case, outer punctuation and repeated white space.</summary>
    public static Func<string, bool> Exact(string expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var wanted = FinalAnswer.Normalise(expected);
        return text =>
        {
            var line = FinalAnswer.Normalise(FinalAnswer.LastLine(text));
            if (!line.EndsWith(wanted, StringComparison.Ordinal))
            {
                return false;
            }

            var before = line[..^wanted.Length].TrimEnd('"', '\'', '*', '`', '$');
            return before.Length == 0 || before.EndsWith(": ", StringComparison.Ordinal) || before.EndsWith(" is ", StringComparison.Ordinal);
        };
    }

    /// <summary>The text's last number is the expected one.</summary>
    /// <param name="expected">The number.</param>
    /// <param name="tolerance">Largest difference that counts as equal, relative to the number where that is above 1; default 1e-6.</param>
    public static Func<string, bool> Numeric(double expected, double tolerance = 1e-6)
        => text => FinalAnswer.NumberOf(text) is { } number && Math.Abs(number - expected) <= tolerance * Math.Max(1, Math.Abs(expected));

    /// <summary>A regular expression matches somewhere in the text.</summary>
    /// <exception cref="ArgumentException">The expression cannot be read; the message says where.</exception>
    public static Func<string, bool> Pattern(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var pattern = new Regex(expression, RegexOptions.CultureInvariant, s_patience);
        return text =>
        {
            try
            {
                return pattern.IsMatch(text);
            }
            catch (RegexMatchTimeoutException)
            {
                return false;
            }
        };
    }

    /// <summary>Numeric where the expected answer is a number, else exact.</summary>
    public static Func<string, bool> For(string expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        return FinalAnswer.WholeNumber(expected.Trim()) is { } number ? Numeric(number) : Exact(expected);
    }
}
