using System.Text;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Texts without quotes and escapes, which the first of some texts ends.</summary>
/// <remarks>
/// The automaton of A. Aho and M. Corasick (Efficient String Matching, CACM 18, 1975): each state is what was read of an end, so that
/// llama.cpp has one way alone to read a text, however much it looks like an end.
/// </remarks>
/// <param name="grammar">Takes the rules.</param>
/// <param name="excluded">Characters that the texts cannot hold; their ends can.</param>
internal sealed class RawTextRules(GbnfBuilder grammar, string excluded = "")
{
    private static readonly CodePointSet s_any = CodePointSet.Of((0, 0x1F)).Except(CodePointSet.Of("\n\r\t")).Complement();

    private readonly CodePointSet _excluded = CodePointSet.Of(excluded);

    /// <summary>A rule for a text, the end of it, and what follows that.</summary>
    /// <param name="ends">
    /// Ends, none of which lies in another, and the rule that follows each: empty for nothing, null where the end must not come.
    /// </param>
    public string Until(params IReadOnlyList<(string End, string? Next)> ends)
    {
        var states = ends.SelectMany(end => Beginnings(end.End)).Distinct().ToList();
        var names = states.ToDictionary(state => state, _ => grammar.Reserve("raw"));
        foreach (var state in states)
        {
            grammar.Define(names[state], string.Join(" | ", Ways(state, ends, names)));
        }

        return names[""];
    }

    private IEnumerable<string> Ways(string state, IReadOnlyList<(string End, string? Next)> ends, Dictionary<string, string> names)
    {
        var special = new List<string>();
        foreach (var character in ends.SelectMany(end => end.End.EnumerateRunes()).Distinct())
        {
            var text = state + character;
            special.Add(character.ToString());
            if (ends.FirstOrDefault(end => text.EndsWith(end.End, StringComparison.Ordinal)) is { End: { } whole } end)
            {
                if (end.Next is { } next && IsFree(text[..^whole.Length]))
                {
                    yield return GbnfBuilder.Join(GbnfBuilder.Literal(character.ToString()), next);
                }

                continue;
            }

            var kept = names.Keys.Where(known => text.EndsWith(known, StringComparison.Ordinal)).MaxBy(known => known.Length)!;
            if (IsFree(text[..^kept.Length]))
            {
                yield return $"{GbnfBuilder.Literal(character.ToString())} {names[kept]}";
            }
        }

        if (IsFree(state))
        {
            yield return $"{s_any.Except(_excluded).Except(CodePointSet.Of(string.Concat(special))).ToGbnf()} {names[""]}";
        }
    }

    private bool IsFree(string text) => !text.EnumerateRunes().Any(rune => _excluded.Contains(rune.Value));

    // All of an end but its last character.
    private static IEnumerable<string> Beginnings(string end)
    {
        var read = new StringBuilder();
        foreach (var rune in end.EnumerateRunes())
        {
            yield return read.ToString();
            read.Append(rune.ToString());
        }
    }
}
