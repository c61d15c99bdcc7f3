namespace SKReasoning;

/// <summary>A number that was measured, with its interval of 95 % confidence.</summary>
/// <param name="Value">The number.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct EvidenceInterval(double Value, double Low, double High);
