namespace SKReasoning.LocalModel.Tests;

/// <summary>How far values may lie from each other where only the order and precision of sums differ: little on the processor, more on a GPU.</summary>
internal static class Rounding
{
    private static readonly bool s_onGpu = LlamaRuntime.Load().Devices.Any(device => device.IsGpu);

    /// <summary>For logits; <paramref name="onProcessor"/> where no GPU computes.</summary>
    public static float Logits(float onProcessor) => s_onGpu ? Math.Max(3e-2f, onProcessor) : onProcessor;

    /// <summary>For softmax weights, and what is summed up from them.</summary>
    public static float Attention(float onProcessor) => s_onGpu ? Math.Max(5e-3f, onProcessor) : onProcessor;
}
