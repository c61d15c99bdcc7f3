using System.Text.RegularExpressions;

namespace SKReasoning.Evaluation.Tests.Tasks;

/// <summary>A word problem as somebody reads it who has only its text.</summary>
internal sealed partial class ReadProblem
{
    private readonly List<Fact> _facts = [];

    public ReadProblem(string text)
    {
        var parts = text.Split(". ");
        var question = Question().Match(parts[^1]);
        Assert.True(question.Success, parts[^1]);
        Asked = question.Groups["name"].Value;
        Item = question.Groups["item"].Value;
        foreach (var sentence in parts[..^1])
        {
            var match = Sentence().Match(sentence);
            Assert.True(match.Success, sentence);
            Assert.Equal(Item, match.Groups["item"].Value);
            var others = new[] { match.Groups["other"], match.Groups["second"] }.Where(group => group.Success).Select(group => group.Value);
            _facts.Add(new Fact(match.Groups["name"].Value, match.Groups["amount"].Value, [.. others]));
        }
    }

    public string Asked { get; }

    public string Item { get; }

    public IReadOnlyList<Fact> Facts => _facts;

    /// <summary>Works out everybody's value, fact by fact, until nothing is left.</summary>
    public Dictionary<string, int> Solve()
    {
        var values = new Dictionary<string, int>();
        while (values.Count < _facts.Count)
        {
            var next = _facts.First(fact => !values.ContainsKey(fact.Name) && fact.Others.All(values.ContainsKey));
            values.Add(next.Name, next.Value([.. next.Others.Select(other => values[other])]));
        }

        return values;
    }

    /// <summary>The facts that the answer needs.</summary>
    public IReadOnlyList<Fact> Needed()
    {
        var needed = new List<Fact>();
        var open = new Queue<string>([Asked]);
        while (open.TryDequeue(out var name))
        {
            var fact = _facts.Single(fact => fact.Name == name);
            if (!needed.Contains(fact))
            {
                needed.Add(fact);
                fact.Others.ToList().ForEach(open.Enqueue);
            }
        }

        return needed;
    }

    [GeneratedRegex(@"^How many (?<item>[a-z]+) does (?<name>[A-Z][a-z]+) have\?$")]
    private static partial Regex Question();

    [GeneratedRegex(
        @"^(?<name>[A-Z][a-z]+) has (?<amount>\d+|\d+ more|\d+ fewer|twice as many|[345] times as many|half as many|as many)"
        + @" (?<item>[a-z]+)(?: (?:than|as) (?<other>[A-Z][a-z]+)(?: and (?<second>[A-Z][a-z]+) together)?)?$")]
    private static partial Regex Sentence();

    internal sealed record Fact(string Name, string Amount, IReadOnlyList<string> Others)
    {
        public int Value(int[] others) => (Amount.Split(' '), others) switch
        {
            ([var number], []) => int.Parse(number),
            ([var number, "more"], [var other]) => other + int.Parse(number),
            ([var number, "fewer"], [var other]) => other - int.Parse(number),
            ([var number, "times", "as", "many"], [var other]) => other * int.Parse(number),
            (["twice", "as", "many"], [var other]) => other + other,
            (["half", "as", "many"], [var other]) when int.IsEvenInteger(other) => other / 2,
            (["as", "many"], [var other, var second]) => other + second,
            _ => throw new FormatException($"{Name} has {Amount} of {others.Length} others."),
        };
    }
}
