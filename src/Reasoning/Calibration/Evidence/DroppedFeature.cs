namespace SKReasoning;

/// <summary>A feature that was measured and is not used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record DroppedFeature(string Name, string Reason);
