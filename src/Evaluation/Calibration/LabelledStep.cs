namespace SKReasoning.Evaluation;

/// <summary>A step with what is known of it.</summary>
/// <param name="Features">Its features.</param>
/// <param name="IsTrue">Whether it is right; null where that is not known, as after the first wrong step of an answer, whose errors follow from that.</param>
public sealed record LabelledStep(FeatureSet Features, bool? IsTrue);
