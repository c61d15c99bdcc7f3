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
    /// <summary>Whether models can run here as they are loaded by default: on a GPU where the libraries have a GPU backend.</summary>
    public bool CanRun => !Problems.Any(problem => problem.IsFatal);
}
