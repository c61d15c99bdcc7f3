namespace SKReasoning.LocalModel;

/// <summary>A number format of tensors: elements are stored in blocks of equal size.</summary>
/// <param name="Name">Name as llama.cpp prints it.</param>
/// <param name="BlockElements">Elements of a block; rows consist of whole blocks.</param>
/// <param name="BlockBytes">Bytes of a block.</param>
/// <param name="HoldsWeights">Whether llama.cpp computes with weights of this format; others are indices and intermediate results.</param>
internal sealed record GgufTensorType(string Name, int BlockElements, int BlockBytes, bool HoldsWeights = true)
{
    /// <summary>Single precision.</summary>
    public static GgufTensorType F32 { get; } = new("f32", 1, 4);

    /// <summary>Half precision.</summary>
    public static GgufTensorType F16 { get; } = new("f16", 1, 2);

    // Index is the number in the file; null marks formats that llama.cpp has withdrawn.
    private static readonly GgufTensorType?[] s_types =
    [
        F32, F16, new("q4_0", 32, 18), new("q4_1", 32, 20), null, null, new("q5_0", 32, 22), new("q5_1", 32, 24),
        new("q8_0", 32, 34), new("q8_1", 32, 36, HoldsWeights: false), new("q2_K", 256, 84), new("q3_K", 256, 110),
        new("q4_K", 256, 144), new("q5_K", 256, 176), new("q6_K", 256, 210), new("q8_K", 256, 292, HoldsWeights: false),
        new("iq2_xxs", 256, 66), new("iq2_xs", 256, 74), new("iq3_xxs", 256, 98), new("iq1_s", 256, 50),
        new("iq4_nl", 32, 18), new("iq3_s", 256, 110), new("iq2_s", 256, 82), new("iq4_xs", 256, 136),
        new("i8", 1, 1, HoldsWeights: false), new("i16", 1, 2, HoldsWeights: false), new("i32", 1, 4, HoldsWeights: false),
        new("i64", 1, 8, HoldsWeights: false), new("f64", 1, 8, HoldsWeights: false), new("iq1_m", 256, 56),
        new("bf16", 1, 2), null, null, null, new("tq1_0", 256, 54), new("tq2_0", 256, 66), null, null, null,
        new("mxfp4", 32, 17), new("nvfp4", 64, 36), new("q1_0", 128, 18), new("q2_0", 64, 18),
    ];

    /// <summary>The format of a number in the file; null where there is none.</summary>
    public static GgufTensorType? Find(uint number) => number < (uint)s_types.Length ? s_types[number] : null;
}
