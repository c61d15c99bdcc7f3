namespace SKReasoning.LocalModel.Tests.Grammar;

public class GrammarConstraintTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    public static TheoryData<string, string> Places => new()
    {
        { "root ::= [a-z]+ | \"12\"", "" },
        { "root ::= [a-z]+ | \"12\"", "the" },
        { "root ::= [a-z]+ | \"12\"", "12" },
        { "root ::= \"é🙂\"", "" },
    };

    [Fact]
    public void Allows_NumberOutsideTheVocabulary_IsFalse()
    {
        using var constraint = new GrammarConstraint(model.Vocabulary, "root ::= .*");

        Assert.All([-1, int.MinValue, model.Vocabulary.Count, int.MaxValue], token => Assert.False(constraint.Allows(token)));
        Assert.Contains(Enumerable.Range(0, model.Vocabulary.Count), constraint.Allows);
    }

    [Fact]
    public void Accept_NumberOutsideTheVocabulary_Throws()
    {
        using var constraint = new GrammarConstraint(model.Vocabulary, "root ::= .*");

        var error = Assert.Throws<InvalidOperationException>(() => constraint.Accept(model.Vocabulary.Count));

        Assert.Contains($"{model.Vocabulary.Count}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Restrict_AllTokens_LeavesThoseThatAreAllowed(string grammar, string before)
    {
        using var constraint = new GrammarConstraint(model.Vocabulary, grammar);
        constraint.AcceptText(before);
        var scores = Enumerable.Range(0, model.Vocabulary.Count).Select(token => token % 3 == 0 ? float.NegativeInfinity : token).ToArray();
        var expected = scores.Select((score, token) => constraint.Allows(token) ? score : float.NegativeInfinity).ToArray();

        constraint.Restrict(scores);

        Assert.Equal(expected, scores);
        Assert.Contains(scores, score => score > float.NegativeInfinity);
    }

    [Fact]
    public void Restrict_MoreScoresThanTokens_Throws()
    {
        using var constraint = new GrammarConstraint(model.Vocabulary, "root ::= .*");

        Assert.Throws<ArgumentException>(() => constraint.Restrict(new float[model.Vocabulary.Count + 1]));
    }

    [Fact]
    public void Restrict_NothingLeft_ChangesNothing()
    {
        using var constraint = new GrammarConstraint(model.Vocabulary, "root ::= .*");
        float[] scores = [float.NegativeInfinity, float.NegativeInfinity];

        constraint.Restrict(scores);
        constraint.Restrict([]);

        Assert.All(scores, score => Assert.Equal(float.NegativeInfinity, score));
    }
}
