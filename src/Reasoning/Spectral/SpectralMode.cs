namespace SKReasoning;

/// <summary>Which definition of the spectral signature is computed; the numbers of two modes cannot be compared.</summary>
/// <remarks>
/// All modes read the attention of one layer, averaged over heads and symmetrised, W = (A + Aᵀ)/2, as a weighted graph of tokens, and
/// the hidden states as a signal on it. <see cref="Paper"/> follows the text of "Geometry of Reason" (arXiv 2601.00791),
/// <see cref="Compat"/> the code its authors released, <see cref="Sound"/> repairs both.
/// </remarks>
public enum SpectralMode
{
    /// <summary>
    /// L = I − D^-½ W D^-½ without self-loops and without token 0 of the sequence, signal centred over tokens, high frequencies are
    /// eigenvalues above 1, smoothness is the Rayleigh quotient. A token without neighbours has eigenvalue 0.
    /// </summary>
    /// <remarks>Token 0 is where models park attention and a massive activation; kept, it drowns everything else.</remarks>
    Sound,

    /// <summary>L = D − W, raw signal, high frequencies are modes from index N/2 on, smoothness is 1 − E/(λmax · S).</summary>
    Paper,

    /// <summary>
    /// The lower triangle of L = I − D⁻¹ W, self-loops kept, solved as if it were symmetric; raw signal, high frequencies are modes
    /// from index ⌊0.9 N⌋ on, smoothness is the Rayleigh quotient of L itself.
    /// </summary>
    /// <remarks>
    /// Not good numerics, but what was released, up to 50 tokens. Beyond, the released code depends on a random start; this mode does not.
    /// </remarks>
    Compat,
}
