namespace SKReasoning.LocalModel.Grammar;

/// <summary>A regular expression whose texts can each be read in one way alone.</summary>
/// <remarks>
/// llama.cpp follows every way to read a text, token by token and without seeing that two of them meet again, so that a pattern such as
/// <c>(a?){0,200}</c> would keep it busy for ever. The subset construction (M. Rabin and D. Scott, Finite Automata and Their Decision
/// Problems, 1959) leaves one way; patterns that it makes too large are refused.
/// </remarks>
internal sealed class PatternAutomaton
{
    public const int MostStates = 4096;

    /// <summary>Nodes and ranges looked at: what a pattern may cost to build.</summary>
    private const int MostSteps = 1 << 18;

    private readonly PatternReader _reader;
    private readonly PatternNetwork _network;
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<int[]> _nodes = [];
    private readonly List<State> _states = [];
    private readonly int[] _seen;
    private int _search;
    private int _steps;

    /// <exception cref="SchemaNotSupportedException">The pattern is not supported, or too large.</exception>
    public PatternAutomaton(PatternReader reader)
    {
        _reader = reader;
        _network = new PatternNetwork(reader.Read());
        _seen = new int[_network.Count];
        Number(Reach([_network.Start]));
        for (var state = 0; state < _nodes.Count; state++)
        {
            _states.Add(new State(_nodes[state].Contains(PatternNetwork.End), Edges(_nodes[state])));
        }
    }

    /// <summary>The states; the first is where a text starts. From each, some text leads to a final one.</summary>
    public IReadOnlyList<State> States => _states;

    // One edge for each state that follows; their sets have no character in common. One that JSON cannot write is left out.
    private List<(CodePointSet Set, int Next)> Edges(int[] nodes)
    {
        if (nodes.Count(node => _network[node].Set is not null) == 1)
        {
            var only = _network[nodes[^1]];
            return [(only.Set!, Number(Reach([only.Next])))];
        }

        var ranges = new Dictionary<int, List<(int First, int Last)>>();
        foreach (var (first, last, next) in Pieces(nodes))
        {
            if (!ranges.TryGetValue(next, out var known))
            {
                ranges.Add(next, known = []);
            }

            known.Add((first, last));
        }

        return [.. ranges.Select(one => (CodePointSet.OfRanges(one.Value), one.Key))];
    }

    // Goes through the characters from the first to the last; where a range begins or ends, the nodes that take the next ones change.
    private IEnumerable<(int First, int Last, int Next)> Pieces(int[] nodes)
    {
        var changes = nodes
            .SelectMany(node => _network[node].Set?.Ranges.SelectMany(range => new[] { (At: range.First, Node: node), (At: range.Last + 1, Node: node) }) ?? [])
            .GroupBy(change => change.At, change => change.Node)
            .OrderBy(group => group.Key)
            .ToList();
        var active = new SortedSet<int>();
        for (var i = 0; i < changes.Count - 1; i++)
        {
            active.SymmetricExceptWith(changes[i]);
            Spend(active.Count + 1);
            var (first, last) = (changes[i].Key, changes[i + 1].Key - 1);
            if (active.Count > 0 && JsonRules.CanWrite(CodePointSet.Of((first, last))))
            {
                yield return (first, last, Number(Reach(active.Select(node => _network[node].Next))));
            }
        }
    }

    private int Number(int[] nodes)
    {
        var key = string.Join(',', nodes);
        if (_numbers.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_nodes.Count == MostStates)
        {
            throw TooLarge();
        }

        _numbers.Add(key, _nodes.Count);
        _nodes.Add(nodes);
        return _nodes.Count - 1;
    }

    // The nodes that take a character, and the end, that can be reached without taking one.
    private int[] Reach(IEnumerable<int> from)
    {
        _search++;
        var open = new Stack<int>(from);
        var reached = new List<int>();
        while (open.TryPop(out var number))
        {
            if (_seen[number] == _search)
            {
                continue;
            }

            Spend(1);
            _seen[number] = _search;
            var node = _network[number];
            if (number == PatternNetwork.End || node.Set is not null)
            {
                reached.Add(number);
                continue;
            }

            open.Push(node.Next);
            open.Push(node.Other);
        }

        reached.Sort();
        return [.. reached];
    }

    private void Spend(int steps)
    {
        _steps += steps;
        if (_steps > MostSteps)
        {
            throw TooLarge();
        }
    }

    private SchemaNotSupportedException TooLarge()
        => _reader.Unsupported($"what takes more than {MostStates} states to follow, such as large counts of what can be read in several ways,");

    /// <param name="IsFinal">Whether the text may end here.</param>
    /// <param name="Edges">The characters that may follow, and the states that they lead to.</param>
    internal sealed record State(bool IsFinal, IReadOnlyList<(CodePointSet Set, int Next)> Edges);
}
