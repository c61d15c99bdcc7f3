namespace SKReasoning.TestKit;

/// <summary>Traces made by hand, for tests of what is concluded from them.</summary>
public static class Traces
{
    /// <summary>A trace whose steps have two tokens each, of the given log-probabilities.</summary>
    public static ReasoningTrace Create(params (float First, float Second)[] steps)
        => Create(steps.Select(_ => (double?)null).ToArray(), steps);

    /// <summary>The same with an influence for each step.</summary>
    public static ReasoningTrace Create(double?[] influence, params (float First, float Second)[] steps)
    {
        var tokens = steps.SelectMany((step, i) => new[] { new TracedToken(2 * i, step.First, -step.First), new TracedToken((2 * i) + 1, step.Second, -step.Second) });
        var written = steps.Select((step, i) => new ReasoningStep(
            2 * i, 2, StepKind.Text, $"step {i}", (step.First + step.Second) / 2.0, Math.Min(step.First, step.Second), -(step.First + step.Second) / 2.0, influence[i]));
        var attention = new StepAttention(1, 1, promptTokens: 1);
        for (var i = 0; i < steps.Length; i++)
        {
            attention.BeginStep(1 + (2 * i));
        }

        return new ReasoningTrace([.. tokens], 0, [.. written], attention, new InfluenceOptions(), []);
    }
}
