namespace SKReasoning.LocalModel.Capture;

/// <summary>Tokens of a graph run that follow each other and have one observer.</summary>
internal readonly record struct ObservedPart(ITokenObserver Observer, int Start, int Count);
