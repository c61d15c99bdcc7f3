using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace SKReasoning.Filters;

/// <summary>Tells the facts of a text in another order.</summary>
internal static partial class FactOrder
{
    // Two facts have one other order, and half of what a model does with them is the same.
    private const int FewestFacts = 3;

    // From here on there are more orders than derivations, and most draws find a new one.
    private const int ManyFacts = 7;

    /// <summary>The text with its facts shuffled; null where they cannot be.</summary>
    /// <param name="text">A message of a user.</param>
    /// <param name="seeds">Seeds of the orders that are told one after another; the last one is given, and no two of them are the same.</param>
    public static string? Shuffle(string text, params ReadOnlySpan<int> seeds)
    {
        var units = TextUnits.OfMessage(text);
        int[] places = [.. Enumerable.Range(0, units.Length).Where(i => !units[i].IsProtected)];
        string[] facts = [.. places.Select(place => units[place].In(text).Trim())];
        if (!CanBeShuffled(facts) || seeds.Length > OrdersOf(facts.Length) - 1)
        {
            return null;
        }

        HashSet<string> told = [text];
        var latest = text;
        foreach (var seed in seeds)
        {
            string[] order = [.. facts];
            var random = new Random(seed);
            do
            {
                random.Shuffle(order);
                latest = Rewrite(text, units, places, order);
            }
            while (!told.Add(latest));
        }

        return latest;
    }

    private static bool CanBeShuffled(string[] facts)
        => facts.Length >= FewestFacts
        && facts.Distinct(StringComparer.Ordinal).Count() == facts.Length
        && !facts.Any(fact => Reference().IsMatch(fact))
        // A fact that only the end of its line closes would run into the next one in the middle of a line.
        && facts.Select(IsClosed).Distinct().Count() == 1;

    private static bool IsClosed(string fact) => char.IsPunctuation(fact[^1]);

    private static int OrdersOf(int facts) => facts >= ManyFacts ? int.MaxValue : Enumerable.Range(1, facts).Aggregate((product, next) => product * next);

    private static string Rewrite(string text, ImmutableArray<TextUnit> units, int[] places, string[] order)
    {
        var written = new StringBuilder(text.Length);
        var next = 0;
        for (var i = 0; i < units.Length; i++)
        {
            var unit = units[i].In(text);
            if (next == places.Length || places[next] != i)
            {
                written.Append(unit);
                continue;
            }

            // Blanks belong to the place, so that lines and paragraphs stay where they are.
            var fact = unit.Trim();
            var start = unit.IndexOf(fact, StringComparison.Ordinal);
            written.Append(unit, 0, start).Append(order[next++]).Append(unit, start + fact.Length, unit.Length - start - fact.Length);
        }

        return written.ToString();
    }

    // Words that point to another sentence, or to a moment between two of them.
    [GeneratedRegex(
        @"\b(he|she|it|they|him|her|hers|his|its|their|theirs|them|this|that|these|those|there|then|next|now|later|afterwards?|after|before|earlier|meanwhile|when|while|once|first|second|third|last|finally|also|too|so|thus|hence"
        + @"|therefore|because|since|still|again|already|remaining|rest|others?|another|both|former|latter|above|below|same|such|previous|following|respectively|step \d+)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
