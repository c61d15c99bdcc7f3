namespace SKReasoning.LocalModel;

/// <summary>Why a GPU cannot be used.</summary>
/// <param name="What">What is wrong: names the card with its compute capability, the driver and the library where they matter.</param>
/// <param name="Advice">What would work.</param>
public sealed record GpuProblem(string What, string Advice)
{
    /// <inheritdoc/>
    public override string ToString() => $"{What} {Advice}";
}
