namespace SKReasoning.LocalModel;

/// <summary>A card of NVIDIA's driver.</summary>
/// <param name="Name">Name, such as NVIDIA H100 80GB HBM3.</param>
/// <param name="ComputeCapability">Its instruction set, such as 9.0.</param>
public sealed record CudaCard(string Name, Version ComputeCapability);
