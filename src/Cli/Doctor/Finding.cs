namespace SKReasoning.Cli.Doctor;

/// <summary>Something that is wrong.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="IsFatal">Whether no model can run because of it.</param>
internal sealed record Finding(string What, string Advice, bool IsFatal);
