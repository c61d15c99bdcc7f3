namespace SKReasoning.LocalModel.Grammar;

/// <summary>A regular expression as nodes that take one character, or lead to two others without taking one.</summary>
/// <remarks>K. Thompson, Regular Expression Search Algorithm, CACM 11 (1968).</remarks>
internal sealed class PatternNetwork
{
    /// <summary>The node at which a text is whole.</summary>
    public const int End = 0;

    private readonly List<Node> _nodes = [new(null, End, End)];

    public PatternNetwork(PatternPart pattern) => Start = Add(pattern, End);

    public int Start { get; }

    public int Count => _nodes.Count;

    /// <summary>A node by its number.</summary>
    public Node this[int number] => _nodes[number];

    private int Add(Node node)
    {
        _nodes.Add(node);
        return _nodes.Count - 1;
    }

    private int Add(PatternPart part, int next) => part switch
    {
        PatternPart.Characters characters => Add(new Node(characters.Set, next, next)),
        PatternPart.Sequence sequence => sequence.Parts.Reverse().Aggregate(next, (after, one) => Add(one, after)),
        PatternPart.Choice choice => choice.Parts.Select(one => Add(one, next)).Aggregate((left, right) => Add(new Node(null, left, right))),
        PatternPart.Repeat { Max: null } repeat => Times(repeat.Part, repeat.Min, Loop(repeat.Part, next)),
        PatternPart.Repeat { Max: { } max } repeat => Times(repeat.Part, repeat.Min, UpTo(repeat.Part, max - repeat.Min, next)),
        _ => throw new ArgumentOutOfRangeException(nameof(part)),
    };

    private int Times(PatternPart part, int count, int next)
    {
        for (var i = 0; i < count; i++)
        {
            next = Add(part, next);
        }

        return next;
    }

    private int UpTo(PatternPart part, int count, int next)
    {
        var more = next;
        for (var i = 0; i < count; i++)
        {
            more = Add(new Node(null, Add(part, more), next));
        }

        return more;
    }

    private int Loop(PatternPart part, int next)
    {
        var loop = Add(new Node(null, next, next));
        _nodes[loop] = new Node(null, Add(part, loop), next);
        return loop;
    }

    /// <param name="Set">The characters that the node takes before it leads to <paramref name="Next"/>; null where it takes none.</param>
    /// <param name="Next">Node that follows.</param>
    /// <param name="Other">The other one that may follow where no character is taken.</param>
    internal readonly record struct Node(CodePointSet? Set, int Next, int Other);
}
