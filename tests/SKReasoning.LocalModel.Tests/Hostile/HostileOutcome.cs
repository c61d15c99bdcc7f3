namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>How a request ended.</summary>
/// <param name="Kind">The finish reason of an answer, or the type of the exception.</param>
/// <param name="Defect">What should not have happened; null where all is as documented.</param>
internal sealed record HostileOutcome(string Kind, string? Defect = null);
