namespace SKReasoning.Evaluation.Tests.Calibrating;

public class CalibrationFitTests
{
    private static readonly CalibrationFitOptions s_options = new() { BootstrapSamples = 200 };

    [Fact]
    public void Run_KnownWeights_AreRecovered()
    {
        var calibration = Fit(SimulatedAnswers.Draw(4000, seed: 1, weight: 1.5, weightOfEntropy: -1));

        // Standard errors at 2000 answers are about 0.07; features have unit variance up to 2 %.
        Assert.Equal(0, Weight("length.log_tokens"), 0.2);
        Assert.Equal(1.5, Weight("logprob.mean"), 0.2);
        Assert.Equal(-1, Weight("entropy.mean"), 0.2);
        Assert.Equal(0.8, calibration.Answer.Intercept, 0.25);
        Assert.DoesNotContain(calibration.Answer.Weights, weight => weight.Name == "influence.max");

        double Weight(string name) => Assert.Single(calibration.Answer.Weights, weight => weight.Name == name).Weight;
    }

    [Fact]
    public void Run_Evidence_SaysWhatTheTruthIs()
    {
        var evidence = Fit(SimulatedAnswers.Draw(1200, seed: 2, weight: 1.5, weightOfEntropy: -1)).Evidence;

        Assert.Equal(["length", "length and log-probability", "all"], evidence.Models.Select(model => model.Name));
        // Length says nothing. Predictions of other folds then lie a little on the wrong side, since a fold that has more right answers leaves fewer to the others.
        Assert.InRange(evidence.Models[0].Auc.Value, 0.4, 0.55);
        Assert.True(evidence.Models[2].Auc.Value > evidence.Models[1].Auc.Value);
        Assert.Equal([true, true, false], evidence.Gains.Select(gain => gain.IsKept));
        Assert.InRange(evidence.CalibrationError, 0, 0.08);
        Assert.Equal("influence.max", Assert.Single(evidence.Dropped).Name);
    }

    [Fact]
    public void Run_Step_IsFoundByWhatMarksIt()
    {
        var steps = Fit(SimulatedAnswers.Draw(1000, seed: 3)).Evidence.Steps!;

        // Two normal distributions at a distance of 2: Φ(√2).
        Assert.InRange(0.921, steps.Auc.Low, steps.Auc.High);
        Assert.Equal(0.25, steps.Chance);
        Assert.True(steps.HitRate.Low > 0.5);
        Assert.InRange(0.5, steps.Alone[1].Auc.Low - 0.02, steps.Alone[1].Auc.High);
    }

    [Fact]
    public void Run_NullGroups_AreDroppedAtTheStatedRate()
    {
        const int Fits = 40;
        var kept = Enumerable.Range(0, Fits).Sum(seed => Fit(SimulatedAnswers.Draw(240, 100 + seed), s_options with { Folds = 3, InnerFolds = 2, BootstrapSamples = 100 }).Evidence.Gains.Count(gain => gain is { IsKept: true, Group: not FeatureGroup.LogProbability }));

        // 80 null groups at 2.5 % each: 2 expected, and more than 6 by chance in less than 1 of 200.
        Assert.InRange(kept, 0, 6);
    }

    [Fact]
    public void Run_SameSeed_IsTheSame() => Assert.Equal(Text(Fit(SimulatedAnswers.Draw(300, 5))), Text(Fit(SimulatedAnswers.Draw(300, 5))));

    [Fact]
    public void Run_OrderOfAnswers_DoesNotMatterToTheSplit()
    {
        var answers = SimulatedAnswers.Draw(100, 6);

        var split = HeldOutSplit.Create(answers, s_options);
        var reversed = HeldOutSplit.Create([.. answers.Reverse()], s_options);

        Assert.Equal(split.HeldOut.Select(answer => answer.Problem).Order(), reversed.HeldOut.Select(answer => answer.Problem).Order());
    }

    [Fact]
    public void Run_TooFewWrong_SaysHowManyAreNeeded()
    {
        var answers = SimulatedAnswers.Draw(100, 7);

        var error = Assert.Throws<CalibrationException>(() => CalibrationFit.Run(HeldOutSplit.Create(answers, s_options), SimulatedAnswers.Source, s_options with { FalseAcceptRates = [0.01] }));

        // (1 − 0.01)^n ≤ 0.05
        Assert.Contains("takes 299 wrong answers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FeatureThatIsOftenMissing_IsDropped()
    {
        var answers = SimulatedAnswers.Draw(400, 8).Select((answer, i) => answer with
        {
            Features = new FeatureSet([.. answer.Features.Features, new("spectral.L1.hfer", i % 5 == 0 ? null : i)]),
        });

        var evidence = CalibrationFit.Run(HeldOutSplit.Create([.. answers], s_options), SimulatedAnswers.Source, s_options).Evidence;

        Assert.Contains(evidence.Dropped, dropped => dropped.Name == "spectral.L1.hfer" && dropped.Reason.Contains("missing", StringComparison.Ordinal));
        Assert.Equal(0, evidence.Incomplete);
    }

    private static Calibration Fit(IReadOnlyList<LabelledTrace> answers, CalibrationFitOptions? options = null)
        => CalibrationFit.Run(HeldOutSplit.Create(answers, s_options), SimulatedAnswers.Source, (options ?? s_options) with { FalseAcceptRates = [0.2] });

    private static string Text(Calibration calibration)
    {
        using var stream = new MemoryStream();
        calibration.Save(stream);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
