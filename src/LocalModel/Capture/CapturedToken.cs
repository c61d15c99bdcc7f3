using SKReasoning.LocalModel.Steering;

namespace SKReasoning.LocalModel.Capture;

/// <summary>One token of the batch that is being decoded, as capture and steering need to know it.</summary>
/// <param name="Cells">Cell maps of the token's sequence, one for each kind of cache of the model.</param>
/// <param name="Position">Position of the token in its sequence.</param>
/// <param name="HasLogits">Whether logits were asked for; the last layer computes only such rows.</param>
/// <param name="Observer">Who sees this token's attention and hidden states, if anybody.</param>
/// <param name="Bias">How its attention is steered; null for not at all.</param>
internal readonly record struct CapturedToken(CellMap[] Cells, int Position, bool HasLogits, ITokenObserver? Observer, AttentionBias? Bias);
