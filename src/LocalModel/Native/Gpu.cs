namespace SKReasoning.LocalModel.Native;

/// <summary>A GPU that libraries could compute on.</summary>
/// <param name="Name">Its name in llama.cpp, such as CUDA0.</param>
/// <param name="Problem">Why it cannot be used; null where it can.</param>
internal sealed record Gpu(string Name, GpuProblem? Problem = null);
