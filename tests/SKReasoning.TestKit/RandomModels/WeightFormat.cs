namespace SKReasoning.TestKit.RandomModels;

/// <summary>Number format of the matrices of a random model.</summary>
public enum WeightFormat
{
    /// <summary>Half precision.</summary>
    F16,

    /// <summary>Blocks of 32 signed bytes with one scale in half precision.</summary>
    Q8,
}
