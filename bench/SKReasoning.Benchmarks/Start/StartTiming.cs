namespace SKReasoning.Benchmarks.Start;

/// <summary>One run of a program, in seconds since it was started.</summary>
/// <param name="FirstCharacter">Until the first visible character of its output.</param>
/// <param name="Exit">Until it ended.</param>
internal readonly record struct StartTiming(double FirstCharacter, double Exit);
