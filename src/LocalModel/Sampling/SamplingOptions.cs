namespace SKReasoning.LocalModel.Sampling;

/// <summary>How the next token is drawn from the logits.</summary>
/// <param name="Temperature">Divides the logits; 0 takes the most probable token.</param>
/// <param name="TopK">Number of most probable tokens that stay; 0 keeps all.</param>
/// <param name="TopP">Probability mass of the most probable tokens that stay; 1 keeps all.</param>
/// <param name="MinP">Least probability that stays, relative to the most probable token's; 0 keeps all.</param>
/// <param name="RepetitionPenalty">Divides positive and multiplies negative logits of tokens that the turn already holds; 1 is neutral.</param>
/// <param name="FrequencyPenalty">Subtracted from a token's logit for each time that the turn already holds it; 0 is neutral.</param>
/// <param name="PresencePenalty">Subtracted from the logit of a token that the turn already holds; 0 is neutral.</param>
/// <param name="Seed">Seed of the draws.</param>
internal sealed record SamplingOptions(
    double Temperature = 0,
    int TopK = 0,
    double TopP = 1,
    double MinP = 0,
    double RepetitionPenalty = 1,
    double FrequencyPenalty = 0,
    double PresencePenalty = 0,
    int Seed = 0)
{
    /// <summary>Whether any penalty changes the logits.</summary>
    public bool HasPenalties => RepetitionPenalty != 1 || FrequencyPenalty != 0 || PresencePenalty != 0;

    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range; the message says which and what is allowed.</exception>
    public void Validate()
    {
        Check(Temperature, 0, 100, "temperature");
        Check(TopK, 0, int.MaxValue, "top_k");
        Check(TopP, double.Epsilon, 1, "top_p");
        Check(MinP, 0, 1, "min_p");
        Check(RepetitionPenalty, double.Epsilon, 100, "repetition_penalty");
        Check(FrequencyPenalty, -100, 100, "frequency_penalty");
        Check(PresencePenalty, -100, 100, "presence_penalty");
    }

    private static void Check(double value, double least, double most, string name)
    {
        if (!(value >= least && value <= most))
        {
            var from = least == double.Epsilon ? "more than 0" : $"{least}";
            throw new ArgumentOutOfRangeException(name, value, $"The {name} must be {from} to {most}.");
        }
    }
}
