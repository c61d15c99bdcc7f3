namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>Draws GBNF that a parser would choke on, or never come back from.</summary>
internal sealed class HostileGrammar(Random random, HostileText text)
{
    private static readonly string[] s_grammars =
    [
        "", "root", "root ::=", "root ::= \"", "root ::= (", "root ::= )", "root ::= [", "root ::= [a", "root ::= [z-a]", "root ::= root", "root ::= root \"a\" | \"b\"", "root ::= missing",
        "root ::= a\na ::= b\nb ::= a", "root ::= \"a\"?*", "root ::= (\"a\"?)*", "root ::= \"a\"{1000000}", "root ::= \"a\"{5,2}", "root ::= \"a\"{,}", "root ::= \"a\"{-1}", "root ::= \"a\"{99999999999999999999}",
        "root ::= ((((\"a\"{99}){99}){99}){99}){99}", "root ::= \"\\x\"", "root ::= \"\\u12\"", "root ::= \"\\UFFFFFFFF\"", "root ::= [\\uD800-\\uDFFF]*", "root ::= \"\uD800\"", "root ::= \"a\0b\"", "\0", "root ::= \"yes\" | \"no\"",
        "root ::= [^\\x00]*", "root ::= <[0]>", "root ::= !<[999999999]>", "root ::= <|im_end|>", "root ::= <tool_call>", "root ::= \"<|im_end|>\"", "ROOT ::= \"a\"", "root ::= .", "root ::= .*", "root ::= \"a\" #", "root::=\"a\"",
        "root ::= \"a\"\nroot ::= \"b\"", "root ::= a b?\na ::= \"x\"?\nb ::= a a", "root ::= ws? \"{\" ws? \"}\"\nws ::= [ \\t\\n]*", "root ::= \"(\" root \")\" | \"a\"",
    ];

    private static readonly string[] s_parts =
    [
        "root", "::=", "\"a\"", "[a-z]", "[^\\n]", "(", ")", "|", "*", "+", "?", "{3}", "{2,}", "{0,500}", "x", "y", "\nx ::= ", "\ny ::= ", "\n", "#", "\"", "[", "]", "\\", ".", "<", ">", "!", "{", "}", "-", "\"\"", "\\x41", "\t",
    ];

    public string Any() => random.Next(6) switch
    {
        0 => Chain(random.Next(1, 60), depth => $"a{depth} a{depth}", "\"x\"?"),
        1 => Chain(random.Next(1, 60), depth => $"a{depth} | \"y\" | a{depth}", "\"x\""),
        2 => $"root ::= {string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => s_parts[random.Next(s_parts.Length)] + " "))}",
        3 => $"root ::= {new string('(', random.Next(1, 200))}\"a\"{new string(')', random.Next(1, 200))}",
        4 => random.Next(2) == 0 ? text.Any() : $"root ::= {string.Join(" | ", Enumerable.Range(0, random.Next(1, 8_000)).Select(i => $"\"{i}\""))}",
        _ => s_grammars[random.Next(s_grammars.Length)],
    };

    private static string Chain(int length, Func<int, string> body, string last)
        => $"root ::= a0\n{string.Concat(Enumerable.Range(0, length).Select(i => $"a{i} ::= {body(i + 1)}\n"))}a{length} ::= {last}\n";
}
