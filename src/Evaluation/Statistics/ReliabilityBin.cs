namespace SKReasoning.Evaluation;

/// <summary>Answers of about the same score: a point of the reliability curve.</summary>
/// <param name="Low">Lowest score.</param>
/// <param name="High">Highest score.</param>
/// <param name="MeanScore">Mean score: the share that should be right.</param>
/// <param name="Answers">How many answers.</param>
/// <param name="Right">The share that was right, with the interval of <see cref="Proportion.Of"/>.</param>
public readonly record struct ReliabilityBin(double Low, double High, double MeanScore, int Answers, Estimate Right);
