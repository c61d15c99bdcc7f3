namespace SKReasoning.LocalModel;

/// <summary>A device that the loaded llama.cpp libraries can compute on.</summary>
/// <param name="Name">Its name in llama.cpp, such as CPU or CUDA0.</param>
/// <param name="Description">What it is, such as the name of a processor.</param>
/// <param name="IsGpu">Whether it has memory of its own.</param>
/// <param name="FreeMemory">Bytes that are free.</param>
/// <param name="TotalMemory">Bytes in all.</param>
public sealed record ComputeDevice(string Name, string Description, bool IsGpu, long FreeMemory, long TotalMemory);
