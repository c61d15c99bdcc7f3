namespace SKReasoning.LocalModel.Grammar;

/// <summary>Writes a regular expression as rules for the inside of a JSON string.</summary>
/// <remarks>Characters are written as they are, or by the short escape that JSON has for them.</remarks>
internal sealed class PatternRules
{
    private readonly JsonRules _rules;
    private readonly IReadOnlyList<PatternAutomaton.State> _states;
    private readonly string?[] _names;

    public PatternRules(JsonRules rules, PatternReader reader)
    {
        _rules = rules;
        _states = new PatternAutomaton(reader).States;
        _names = new string?[_states.Count];
    }

    /// <returns>GBNF; empty where the pattern allows the empty string alone.</returns>
    public string Write()
    {
        if (IsEnd(0))
        {
            return "";
        }

        var entries = new int[_states.Count];
        foreach (var (_, next) in _states.SelectMany(state => state.Edges))
        {
            entries[next]++;
        }

        entries[0]++;
        for (var state = 0; state < _states.Count; state++)
        {
            var isStep = entries[state] == 1 && state > 0 && !_states[state].IsFinal && _states[state].Edges.Count == 1;
            _names[state] = isStep || IsEnd(state) ? null : _rules.Grammar.Reserve("text");
        }

        for (var state = 0; state < _states.Count; state++)
        {
            if (_names[state] is { } name)
            {
                _rules.Grammar.Define(name, Body(_states[state]));
            }
        }

        return _names[0]!;
    }

    private bool IsEnd(int state) => _states[state] is { IsFinal: true, Edges.Count: 0 };

    private string Body(PatternAutomaton.State state)
    {
        var ways = state.Edges.Select(edge => GbnfBuilder.Join(Way(edge)));
        return string.Join(" | ", state.IsFinal ? ways.Append("\"\"") : ways);
    }

    // Goes on through the states that have no name, each of which has one way out.
    private IEnumerable<string> Way((CodePointSet Set, int Next) edge)
    {
        yield return _rules.Characters(edge.Set)!;
        while (_names[edge.Next] is null && !IsEnd(edge.Next))
        {
            edge = _states[edge.Next].Edges[0];
            yield return _rules.Characters(edge.Set)!;
        }

        yield return _names[edge.Next] ?? "";
    }
}
