namespace SKReasoning;

/// <summary>A probability from which on turns are accepted, and what was proven of it on held-out answers.</summary>
/// <remarks>
/// The guarantee: for answers drawn as the held-out ones were, P(accepted | wrong) ≤ <paramref name="FalseAcceptRate"/>, with probability
/// <paramref name="Confidence"/> over the draw of the held-out answers. They had no part in the model, in the choice of its features or in
/// anything else. It says nothing of other tasks, models or temperatures.
/// </remarks>
/// <param name="FalseAcceptRate">Most that may be accepted of the wrong answers; more than 0, less than 1.</param>
/// <param name="Confidence">Probability that the bound holds; more than 0, less than 1.</param>
/// <param name="Probability">Turns of this probability of being right, or more, are accepted; 0 to 1, or a little above where nothing is.</param>
/// <param name="HeldOutWrong">Wrong answers held out, one a problem.</param>
/// <param name="AcceptedWrong">How many of them are accepted.</param>
/// <param name="HeldOutRight">Right answers held out, one a problem.</param>
/// <param name="AcceptedRight">How many of them are accepted.</param>
public sealed record AcceptanceThreshold(
    double FalseAcceptRate, double Confidence, double Probability, int HeldOutWrong, int AcceptedWrong, int HeldOutRight, int AcceptedRight);
