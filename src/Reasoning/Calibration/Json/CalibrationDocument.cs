namespace SKReasoning;

/// <summary>A file: the version first, so that it can be read before anything else is understood.</summary>
internal sealed record CalibrationDocument(int Version, Calibration Calibration);
