using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Doctor;

/// <summary>What an examination of the machine found.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="Runtime">The libraries; null where they cannot be loaded.</param>
/// <param name="Cuda">NVIDIA's driver; null where there is none.</param>
/// <param name="Trial">The model that was tried; null where none could be.</param>
/// <param name="Problems">What is wrong.</param>
internal sealed record Findings(Machine Machine, LlamaRuntime? Runtime, CudaDriver? Cuda, Trial? Trial, IReadOnlyList<Finding> Problems)
{
    /// <summary>Whether models can run here.</summary>
    public bool CanRun => !Problems.Any(problem => problem.IsFatal);

    /// <summary>Whether the CUDA backend was loaded.</summary>
    public bool HasCudaBackend => Runtime?.Backends.Contains("CUDA", StringComparer.OrdinalIgnoreCase) == true;
}
