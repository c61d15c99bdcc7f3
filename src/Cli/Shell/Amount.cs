namespace SKReasoning.Cli.Shell;

/// <summary>Numbers of bytes and of weights, for people.</summary>
internal static class Amount
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>Such as 9.0 MB; a kB has 1000 bytes.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        for (; value >= 999.95 && unit < s_units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return unit == 0 ? $"{bytes} B" : $"{value:F1} {s_units[unit]}";
    }

    /// <summary>Such as 8.4 M.</summary>
    public static string Count(long count) => count switch
    {
        < 1_000_000 => $"{count / 1e3:F0} k",
        < 1_000_000_000 => $"{count / 1e6:F1} M",
        _ => $"{count / 1e9:F1} B",
    };
}
