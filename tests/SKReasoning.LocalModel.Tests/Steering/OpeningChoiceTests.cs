using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Tests.Steering;

public class OpeningChoiceTests
{
    [Fact]
    public void Take_TokenThatDecides_GivesTheRest()
    {
        var choice = new OpeningChoice([[1, 2, 3], [4, 5]]);

        Assert.True(choice.Take(1, out var rest));

        Assert.Equal([2, 3], rest.ToArray());
    }

    [Fact]
    public void Take_SharedBeginning_GoesOnChoosing()
    {
        var choice = new OpeningChoice([[1, 2, 3], [1, 5], [7]]);

        Assert.False(choice.Take(1, out var rest));

        Assert.True(rest.IsEmpty);
        Assert.Equal([false, false, true, false, false, true, false, false], Enumerable.Range(0, 8).Select(choice.Permits));
        Assert.True(choice.Take(5, out rest));
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void Take_AlternativeThatBeginsAnother_EndsTheChoice()
    {
        var choice = new OpeningChoice([[1], [1, 2]]);

        Assert.True(choice.Take(1, out var rest));
        Assert.True(rest.IsEmpty);
    }

    [Fact]
    public void Restrict_Scores_KeepsThoseOfTheAlternatives()
    {
        float[] scores = [0, 1, 2, 3, 4];

        new OpeningChoice([[3, 0], [1], [3, 1]]).Restrict(scores);

        Assert.Equal([float.NegativeInfinity, 1, float.NegativeInfinity, 3, float.NegativeInfinity], scores);
    }
}
