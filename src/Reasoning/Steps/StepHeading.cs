using System.Text.RegularExpressions;

namespace SKReasoning;

/// <summary>Recognises the headings <c>Plan k:</c> and <c>Reason k:</c> of Self-Anchor (arXiv 2510.03223), also while they are still being written.</summary>
internal static partial class StepHeading
{
    /// <summary>The kind that the heading at the start of <paramref name="line"/> gives its step; null where there is none.</summary>
    public static StepKind? Find(string line)
    {
        var match = Whole().Match(line);
        return match.Success ? match.ValueSpan[0] == 'P' ? StepKind.Plan : StepKind.Reason : null;
    }

    /// <summary>Whether more text could turn <paramref name="line"/> into a line that starts with a heading.</summary>
    public static bool IsPossible(string line) => Partial().IsMatch(line);

    [GeneratedRegex(@"^(Plan|Reason) ?\d{1,4} ?:")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^(P(l(an?)?)?|R(e(a(s(on?)?)?)?)?|(Plan|Reason)( ?\d{0,4} ?))\z")]
    private static partial Regex Partial();
}
