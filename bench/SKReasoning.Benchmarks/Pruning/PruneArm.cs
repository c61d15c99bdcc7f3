namespace SKReasoning.Benchmarks.Pruning;

/// <summary>A way to ask.</summary>
internal enum PruneArm
{
    Raw,
    Hint,
    Majority,
    Random,
    Oracle,
    Counterfactual,
    Attention,
}
