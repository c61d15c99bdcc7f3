namespace SKReasoning.Evaluation;

/// <summary>How well a signal tells right answers from wrong ones.</summary>
/// <param name="Arm">Arm whose single attempts were looked at.</param>
/// <param name="Name">Name of the signal.</param>
/// <param name="Area">Area under the ROC curve, with DeLong's interval.</param>
public sealed record SignalSummary(string Arm, string Name, Estimate Area);
