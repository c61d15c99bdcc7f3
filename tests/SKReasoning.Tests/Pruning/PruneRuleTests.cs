using FsCheck;
using FsCheck.Fluent;

namespace SKReasoning.Tests.Pruning;

public class PruneRuleTests
{
    private static readonly PruneOptions s_options = new();

    [Theory]
    [InlineData(0.005, true)]
    [InlineData(0.0049, false)]
    [InlineData(-1, false)]
    [InlineData(double.NegativeInfinity, false)]
    [InlineData(double.NaN, false)]
    public void Judge_SameAnswer_DemandsTheGain(double change, bool expected)
        => Assert.Equal(expected, PruneRule.Judge(s_options, new PruneTrial(change, "21", "21", 1)).IsDroppable);

    [Theory]
    [InlineData(0.1, 1.0, 0.5, true)]
    [InlineData(0.1, 1.0, 1.0, false)]
    [InlineData(0.1, 0.6, 0.1, false)]
    [InlineData(0.004, 1.0, 0.5, false)]
    [InlineData(double.NaN, 1.0, 0.5, false)]
    [InlineData(0.1, null, null, false)]
    public void Judge_OtherAnswer_DemandsConfidenceAndAgreement(double confidence, double? after, double? before, bool expected)
    {
        var trial = new PruneTrial(1, "21", "22", confidence) { Agreement = after, AgreementBefore = before };

        Assert.Equal(expected, PruneRule.Judge(s_options, trial).IsDroppable);
    }

    [Fact]
    public void Judge_AnyTrial_PassesOnlyWithGainAndSaysWhy() => Prop.ForAll(
        (from change in Gen.Choose(-100, 100)
         from confidence in Gen.Choose(-100, 100)
         from after in Gen.Elements("21", "22")
         from agreement in Gen.Choose(0, 3)
         from before in Gen.Choose(0, 3)
         select new PruneTrial(change / 1000.0, "21", after, confidence / 1000.0) { Agreement = agreement / 3.0, AgreementBefore = before / 3.0 }).ToArbitrary(),
        trial =>
        {
            var (passes, reason) = PruneRule.Judge(s_options, trial);

            Assert.True(!passes || (trial.IsSame ? trial.Change : trial.Confidence) >= s_options.MinimumGain);
            Assert.True(!passes || trial.IsSame || trial.Agreement > trial.AgreementBefore);
            Assert.EndsWith(".", reason, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("Sara has 7.\n\nAnswer: 21", "21")]
    [InlineData("The final answer is: 21.", "21")]
    [InlineData("Answer: 1\nAnswer: **Blue  Car**", "blue car")]
    [InlineData(@"So \boxed{x + 1}.", "x + 1")]
    [InlineData("It is 1,200.5 in all", "1200.5")]
    [InlineData(" Yes!\n", "yes")]
    [InlineData("", "")]
    public void AnswerValue_Text_IsItsLastValue(string text, string expected) => Assert.Equal(expected, AnswerValue.Of(text));

    [Fact]
    public void Validate_OutOfRange_Throws()
    {
        new PruneOptions().Validate();
        Assert.Throws<ArgumentOutOfRangeException>(() => new PruneOptions { MinimumGain = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PruneOptions { MinimumGain = double.NaN }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PruneOptions { MaxCandidates = 0 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PruneOptions { Action = (PruneAction)7 }.Validate());
        Assert.Throws<ArgumentOutOfRangeException>(() => new PruneOptions { MinimumAgreement = 0.5 }.Validate());
    }

    [Fact]
    public void Journal_Full_LosesTheOldest()
    {
        var journal = new PruneJournal(2);
        foreach (var id in (string[])["a", "b", "c"])
        {
            journal.Write(new PruneReport(id, [], PruneAction.Report, new PruneCost(0, 0, 0, 0)));
        }

        Assert.Null(journal.Find("a"));
        Assert.Equal("c", journal.Latest!.Id);
        Assert.Equal(["b", "c"], journal.Reports.Select(report => report.Id));
    }
}
