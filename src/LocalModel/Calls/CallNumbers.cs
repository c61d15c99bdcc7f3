namespace SKReasoning.LocalModel.Calls;

/// <summary>Finds the numbers by which some templates count calls.</summary>
internal static class CallNumbers
{
    /// <summary>Marks the number of a call that stands before it.</summary>
    /// <param name="open">Text before the first call.</param>
    /// <param name="joint">Text between the first call and the second.</param>
    public static (string Open, string? Joint) Mark(string open, string? joint)
    {
        var same = joint is null ? 0 : CommonSuffix(open, joint);
        return joint is not null && same < open.Length && same < joint.Length && MarkOf(open[^(same + 1)], joint[^(same + 1)]) is { } mark
            ? (open[..^(same + 1)] + mark + open[^same..], joint[..^(same + 1)] + mark + joint[^same..])
            : (open, joint);
    }

    /// <summary>Marks the number of a call that stands inside it.</summary>
    /// <param name="first">A part of the first call.</param>
    /// <param name="second">The same part of the second.</param>
    public static string MarkSame(string first, string second)
    {
        var at = first.AsSpan().CommonPrefixLength(second);
        return at < first.Length && at < second.Length && MarkOf(first[at], second[at]) is { } mark && first.AsSpan(at + 1).SequenceEqual(second.AsSpan(at + 1))
            ? $"{first[..at]}{mark}{first[(at + 1)..]}"
            : first;
    }

    private static char? MarkOf(char first, char second) => (first, second) switch
    {
        ('0', '1') => ToolCallFormat.IndexMark,
        ('1', '2') => ToolCallFormat.NumberMark,
        _ => null,
    };

    private static int CommonSuffix(string left, string right)
    {
        var length = 0;
        while (length < Math.Min(left.Length, right.Length) && left[^(length + 1)] == right[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
