namespace SKReasoning.LocalModel.Tests;

/// <summary>How far values may lie from each other where only the order and precision of sums differ: little on the processor, more on a GPU.</summary>
/// <remarks>Tensor cores keep ten bits of 32-bit floats, and a GPU takes other kernels for other numbers of rows.</remarks>
internal static class Rounding
{
    public static bool OnGpu { get; } = LlamaRuntime.Load().Devices.Any(device => device.IsGpu);

    /// <summary>For logits and hidden states of the reference models, which reach 5; <paramref name="onProcessor"/> where no GPU computes.</summary>
    public static float Logits(float onProcessor) => OnGpu ? Math.Max(4e-2f, onProcessor) : onProcessor;

    /// <summary>For softmax weights, and what is summed up from them.</summary>
    public static float Attention(float onProcessor) => OnGpu ? Math.Max(5e-3f, onProcessor) : onProcessor;

    /// <summary>For softmax weights of a text that was computed in one batch, and of the same text computed in others.</summary>
    public static float AttentionAcrossBatches(float onProcessor) => OnGpu ? Math.Max(5e-2f, onProcessor) : onProcessor;
}
