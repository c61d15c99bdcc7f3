using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace SKReasoning.Filters;

/// <summary>Tells the facts of a text in another order.</summary>
internal static partial class FactOrder
{
    // Two facts have one other order, and half of what a model does with them is the same.
    private const int FewestFacts = 3;

    /// <summary>The text with its facts shuffled; null where they cannot be.</summary>
    /// <param name="text">A message of a user.</param>
    /// <param name="seed">Seed of the order.</param>
    public static string? Shuffle(string text, int seed)
    {
        var units = TextUnits.OfMessage(text);
        int[] facts = [.. Enumerable.Range(0, units.Length).Where(i => !units[i].IsProtected)];
        if (facts.Length < FewestFacts || facts.Any(fact => Reference().IsMatch(units[fact].In(text))))
        {
            return null;
        }

        int[] order = [.. facts];
        var random = new Random(seed);
        do
        {
            random.Shuffle(order);
        }
        while (order.AsSpan().SequenceEqual(facts));

        return Rewrite(text, units, facts, order);
    }

    private static string Rewrite(string text, ImmutableArray<TextUnit> units, int[] facts, int[] order)
    {
        var written = new StringBuilder(text.Length);
        for (var i = 0; i < units.Length; i++)
        {
            var place = units[i].In(text);
            var fact = Array.IndexOf(facts, i);
            // Blanks belong to the place, so that lines and paragraphs stay where they are.
            written.Append(fact < 0 ? place : units[order[fact]].In(text).TrimEnd() + place[place.TrimEnd().Length..]);
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
