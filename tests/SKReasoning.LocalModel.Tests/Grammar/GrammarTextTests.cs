namespace SKReasoning.LocalModel.Tests.Grammar;

public class GrammarTextTests
{
    [Theory]
    [InlineData("root ::= \"yes\" | \"no\"")]
    [InlineData("root ::= (\"a\"? \"b\")* # ((((\nnext ::= [(\\]*]* \"(*\\\"(\"{3}")]
    [InlineData("root ::= item*\nitem ::= \"a\" |\n  \"b\"?\n  \"c\"")]
    [InlineData("root ::= (\"\" | \"a\")? (\"a\"*){1} <think>* !<[3]>*")]
    [InlineData("root ::= (")]
    [InlineData("not a grammar at all ))) {")]
    [InlineData("")]
    public void Check_NothingDangerous_IsLeftToTheParser(string grammar) => Assert.Null(Record.Exception(() => GrammarText.Check(grammar)));

    [Theory]
    [InlineData("root ::= (\"a\"?)*", "may be empty")]
    [InlineData("root ::= (\"a\"?){0,200}", "may be empty")]
    [InlineData("root ::= (\"a\"?){2,}", "may be empty")]
    [InlineData("root ::= (\"a\"*)+", "may be empty")]
    [InlineData("root ::= (\"a\" | \"\"){5}", "may be empty")]
    [InlineData("root ::= (\"a\" | ){5}", "may be empty")]
    [InlineData("root ::= space+\nspace ::= other other\nother ::= \" \"{0,3}", "may be empty")]
    [InlineData("root ::= \"a\"?*", "quantifier of a quantifier")]
    public void Check_EmptyRepetition_IsRefused(string grammar, string reason)
    {
        var error = Assert.Throws<ArgumentException>(() => GrammarText.Check(grammar));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_HundredThousandParentheses_IsRefused()
    {
        var deep = $"root ::= {new string('(', 30_000)}\"a\"{new string(')', 30_000)}";

        Assert.Contains("inside one another", Assert.Throws<ArgumentException>(() => GrammarText.Check(deep)).Message, StringComparison.Ordinal);
        Assert.Contains("characters", Assert.Throws<ArgumentException>(() => GrammarText.Check(deep + deep)).Message, StringComparison.Ordinal);
        GrammarText.Check($"root ::= {new string('(', 64)}\"a\"{new string(')', 64)}");
    }

    [Fact]
    public void Check_ChainOfManyRules_IsRefused()
    {
        var chain = string.Concat(Enumerable.Range(0, 3000).Select(rule => $"a{rule} ::= a{rule + 1}\n"));

        Assert.Contains("rules", Assert.Throws<ArgumentException>(() => GrammarText.Check(chain)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a{0} ::= a{1} a{1}\n", "\"x\"?")]
    [InlineData("a{0} ::= a{1} | \"y\" | a{1}\n", "\"x\"")]
    public void Check_ChainThatDoubles_IsRefused(string rule, string last)
    {
        string Chain(int length) => $"root ::= a0\n{string.Concat(Enumerable.Range(0, length).Select(i => rule.Replace("{0}", $"{i}", StringComparison.Ordinal).Replace("{1}", $"{i + 1}", StringComparison.Ordinal)))}a{length} ::= {last}";

        GrammarText.Check(Chain(3));
        Assert.Contains("ways", Assert.Throws<ArgumentException>(() => GrammarText.Check(Chain(10))).Message, StringComparison.Ordinal);
        Assert.Contains("ways", Assert.Throws<ArgumentException>(() => GrammarText.Check(Chain(60))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_ThousandsOfAlternatives_AreRefused()
    {
        string Words(int count) => $"root ::= {string.Join(" | ", Enumerable.Range(0, count).Select(i => $"\"{i}\""))}";

        GrammarText.Check(Words(1024));
        Assert.Contains("ways", Assert.Throws<ArgumentException>(() => GrammarText.Check(Words(1025))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root ::= \"(\" root \")\" | \"a\"")]
    [InlineData("root ::= ws? value ws?\nvalue ::= \"{\" ws? (pair (\",\" ws? pair)*)? \"}\" | \"[\" (value (\",\" value)*)? \"]\" | [0-9]+\npair ::= [a-z]+ \":\" value\nws ::= [ \\n]*")]
    [InlineData("root ::= step*\nstep ::= [a-z]+ (\" \" step)? \".\"")]
    public void Check_RuleThatContainsItself_IsLeftToTheParser(string grammar) => GrammarText.Check(grammar);
}
