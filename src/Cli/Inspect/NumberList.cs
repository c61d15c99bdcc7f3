using System.Globalization;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Inspect;

/// <summary>Reads lists of numbers from options.</summary>
internal static class NumberList
{
    /// <summary>Numbers that are not negative, parted by commas or white space.</summary>
    /// <exception cref="InputException">An item is no such number, or there is none.</exception>
    public static int[] Parse(string option, string list)
    {
        string[] items = list.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return items.Length == 0
            ? throw new InputException($"{option} is empty.")
            : [.. items.Select(item => Number(option, item))];
    }

    /// <summary>A number that is not negative.</summary>
    /// <exception cref="InputException">It is no such number.</exception>
    public static int Number(string option, string item)
        => int.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new InputException($"{option} holds '{item}', which is no whole number from 0 on.");
}
