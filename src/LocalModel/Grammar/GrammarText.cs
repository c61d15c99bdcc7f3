using System.Globalization;
using System.Text.RegularExpressions;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>GBNF text that a user gives.</summary>
/// <remarks>
/// llama.cpp reads groups by recursion and follows every way to read a text: some grammars would end the process or never let go of its
/// thread. The ones that show this in their text are refused here; whether the rest is a grammar at all, llama.cpp says.
/// </remarks>
internal sealed partial class GrammarText
{
    private const int LongestText = 64 * 1024;
    private const int MostPieces = 2048;
    private const int DeepestGroup = 64;
    private const int MostWays = SchemaWriter.MostAlternatives;

    // Of two parts in a row, the first of which may be empty: after each way through the first, all ways of the second are tried.
    private const long MostPairs = 4096;


    private readonly List<Match> _tokens;
    private readonly Dictionary<string, IReadOnlyList<IReadOnlyList<Item>>> _rules = [];
    private readonly HashSet<string> _nullable = [];
    private readonly Dictionary<string, int> _ways = [];
    private readonly List<Item> _repeated = [];
    private int _at;
    private int _pieces;
    private int _widest;

    private GrammarText(string text)
        => _tokens = [.. Token().Matches(text).Where(token => !token.Groups["skip"].Success)];

    /// <summary>Checks that a grammar is one that llama.cpp can be given.</summary>
    /// <exception cref="ArgumentException">
    /// It is longer than 65 536 characters, has more than 2048 rules, groups and repetitions, or groups inside one another more than 64
    /// times, repeats what may be empty, or can go on in more than 1024 ways in one place.
    /// </exception>
    public static void Check(string grammar)
    {
        if (grammar.Length > LongestText)
        {
            throw new ArgumentException($"The grammar has {grammar.Length} characters; at most {LongestText} are allowed.", nameof(grammar));
        }

        new GrammarText(grammar).CheckRules();
    }

    private void CheckRules()
    {
        while (_at < _tokens.Count)
        {
            var name = _tokens[_at].Value;
            _at += IsRule(_at) ? 2 : 1;
            _rules[name] = Alternatives(0);
        }

        // A rule that only others make empty is found once they are.
        var known = -1;
        while (known < _nullable.Count)
        {
            known = _nullable.Count;
            _nullable.UnionWith(_rules.Where(rule => MayBeEmpty(rule.Value)).Select(rule => rule.Key));
        }

        if (_repeated.Find(item => MayBeEmpty(item.Body)) is { } bad)
        {
            throw new ArgumentException($"The grammar repeats what may be empty, at character {bad.At}; repeat the part of it that is not, such as (\"a\")* for (\"a\"?)*.");
        }

        CheckWays();
    }

    // llama.cpp keeps every way in which a text may go on, and tries each for each token: rules that bring another one twice double them.
    private void CheckWays()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var (name, alternatives) in _rules)
            {
                var ways = Ways(alternatives);
                if (_widest > MostWays)
                {
                    throw new ArgumentException(
                        $"The rule '{name}' of the grammar can go on in more than {MostWays} ways in one place, or begins with itself; name fewer alternatives, and each part once.");
                }

                changed |= _ways.GetValueOrDefault(name) != ways;
                _ways[name] = ways;
            }
        }
    }

    private int Ways(IReadOnlyList<IReadOnlyList<Item>> alternatives) => Widest(alternatives.Sum(Ways));

    // From each place a text goes on with all that follows, up to what may not be empty.
    private int Ways(IReadOnlyList<Item> sequence)
    {
        var ways = 0;
        for (var i = sequence.Count - 1; i >= 0; i--)
        {
            var item = sequence[i];
            var own = item.Rule is { } rule ? _ways.GetValueOrDefault(rule) : item.Body.Count > 0 ? Ways(item.Body) : 1;
            var goesOn = MayBeEmpty([[item]]);
            ways = Widest(!goesOn ? own : (long)own * ways > MostPairs ? MostWays + 1 : own + ways);
        }

        return ways;
    }

    private int Widest(int ways)
    {
        _widest = Math.Max(_widest, ways);
        return ways;
    }

    private bool IsRule(int at) => at + 1 < _tokens.Count && _tokens[at].Groups["name"].Success && _tokens[at + 1].Value == "::=";

    private List<IReadOnlyList<Item>> Alternatives(int depth)
    {
        if (depth > DeepestGroup)
        {
            throw new ArgumentException($"The grammar has more than {DeepestGroup} groups inside one another.");
        }

        Count();
        var alternatives = new List<IReadOnlyList<Item>> { Sequence(depth) };
        while (_at < _tokens.Count && _tokens[_at].Value == "|")
        {
            _at++;
            alternatives.Add(Sequence(depth));
        }

        return alternatives;
    }

    private List<Item> Sequence(int depth)
    {
        var items = new List<Item>();
        while (_at < _tokens.Count && !IsRule(_at) && _tokens[_at].Value is not ("|" or ")"))
        {
            var token = _tokens[_at++];
            if (token.Groups["times"].Success)
            {
                if (items.Count > 0)
                {
                    items[^1] = _tokens[_at - 2].Groups["times"].Success
                        ? throw new ArgumentException($"The grammar has a quantifier of a quantifier, at character {token.Index}.")
                        : Repeated(items[^1], token.Value);
                }
            }
            else if (token.Value == "(")
            {
                items.Add(new Item(token.Index, null, Alternatives(depth + 1), false));
                _at++;
            }
            else
            {
                items.Add(new Item(token.Index, token.Groups["name"].Success ? token.Value : null, [], token.Value == "\"\""));
            }
        }

        return items;
    }

    // llama.cpp makes a rule of each, and goes from rule to rule by recursion.
    private void Count()
    {
        _pieces++;
        if (_pieces > MostPieces)
        {
            throw new ArgumentException($"The grammar has more than {MostPieces} rules, groups and repetitions.");
        }
    }

    private Item Repeated(Item item, string times)
    {
        Count();
        var counts = Number().Matches(times).Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture)).ToList();
        var repeated = new Item(item.At, null, [[item]], times is "*" or "?" || (counts.Count > 0 && counts[0] == 0) || times.StartsWith("{,", StringComparison.Ordinal));
        if (times is not "?" && (counts.Count == 0 || counts[^1] > 1 || times.EndsWith(",}", StringComparison.Ordinal)))
        {
            _repeated.Add(repeated);
        }

        return repeated;
    }

    private bool MayBeEmpty(IReadOnlyList<IReadOnlyList<Item>> alternatives)
        => alternatives.Any(sequence => sequence.All(item => item.IsOptional
            || (item.Rule is { } rule ? _nullable.Contains(rule) : item.Body.Count > 0 && MayBeEmpty(item.Body))));

    [GeneratedRegex("""(?<skip>\s+|\#[^\n]*)|"(\\.|[^"\\])*"|\[(\\.|[^\]\\])*\]|!?<[^>\n]*>|(?<name>[a-zA-Z0-9_-]+)|::=|(?<times>[*+?]|\{[^}]*\})|.""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Token();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    /// <param name="At">Where it stands in the text.</param>
    /// <param name="Rule">Name of the rule that it is; null where it is none.</param>
    /// <param name="Body">Alternatives of a group or a repetition; empty where it is none.</param>
    /// <param name="IsOptional">Whether it may be empty by itself.</param>
    private sealed record Item(int At, string? Rule, IReadOnlyList<IReadOnlyList<Item>> Body, bool IsOptional);
}
