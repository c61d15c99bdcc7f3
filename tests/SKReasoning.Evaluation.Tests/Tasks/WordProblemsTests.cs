
namespace SKReasoning.Evaluation.Tests.Tasks;

public class WordProblemsTests
{
    public static MatrixTheoryData<int, int> Sizes { get; } = new([1, 2, 4, 8, 12, 28], [0, 2, 10]);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Draw_AnySize_ValuesFollowFromTheText(int operations, int distractors)
    {
        foreach (var problem in Draw(50, operations, distractors))
        {
            var read = new ReadProblem(problem.Text);
            var values = read.Solve();

            Assert.Equal(read.Asked, problem.Asked);
            Assert.Equal(values.OrderBy(pair => pair.Key), problem.Values.OrderBy(pair => pair.Key));
            Assert.Equal(values[read.Asked], problem.Answer);
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Draw_AnySize_NeedsTheOperationsAndNotTheDistractors(int operations, int distractors)
    {
        foreach (var problem in Draw(50, operations, distractors))
        {
            var read = new ReadProblem(problem.Text);
            var needed = read.Needed();

            Assert.Equal(operations, problem.Operations);
            Assert.Equal(operations, needed.Count(fact => fact.Others.Count > 0));
            Assert.Single(needed, fact => fact.Others.Count == 0);
            Assert.Equal(distractors, read.Facts.Count - needed.Count);
        }
    }

    [Fact]
    public void Draw_ManyProblems_ValuesStayInRange()
    {
        var values = Draw(300, 12, 4).SelectMany(problem => problem.Values.Values);

        Assert.All(values, value => Assert.InRange(value, 1, WordProblems.MaxValue));
    }

    [Fact]
    public void Draw_ManyProblems_UsesEveryKindOfSentenceInEveryPlace()
    {
        var problems = Draw(300, 4, 2).Select(problem => new ReadProblem(problem.Text)).ToArray();

        var kinds = problems.SelectMany(problem => problem.Facts).Select(fact => fact.Amount.TrimStart([.. "0123456789 "]));
        var places = problems.Select(problem => problem.Facts.ToList().IndexOf(problem.Needed().Single(fact => fact.Others.Count == 0)));

        string[] allKinds = ["", "as many", "fewer", "half as many", "more", "times as many", "twice as many"];
        Assert.Equal(allKinds, kinds.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(Enumerable.Range(0, 7), places.Distinct().Order());
    }

    [Fact]
    public void Draw_SameSeed_GivesTheSameProblems()
        => Assert.Equal(Draw(20, 6, 2, seed: 5).Select(problem => problem.Text), Draw(20, 6, 2, seed: 5).Select(problem => problem.Text));

    [Fact]
    public void Draw_OtherSeeds_GiveOtherProblems()
    {
        var texts = Enumerable.Range(0, 20).SelectMany(seed => Draw(20, 6, 2, seed)).Select(problem => problem.Text).ToArray();

        Assert.Equal(texts.Length, texts.Distinct().Count());
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(4, -1)]
    [InlineData(48, 0)]
    [InlineData(40, 8)]
    public void Draw_SizeOutOfRange_Throws(int operations, int distractors)
        => Assert.Throws<ArgumentOutOfRangeException>(() => WordProblems.Draw(new Random(1), operations, distractors));

    [Fact]
    public void Draw_AsManyPeopleAsNames_NamesEachOnce()
        => Assert.Equal(WordProblems.MaxPeople, WordProblems.Draw(new Random(1), WordProblems.MaxPeople - 5, 4).Values.Count);

    private static WordProblem[] Draw(int count, int operations, int distractors, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => WordProblems.Draw(random, operations, distractors))];
    }
}
