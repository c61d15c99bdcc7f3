namespace SKReasoning.LocalModel.Decoding;

/// <summary>What bounds the decode loop of one model.</summary>
internal sealed record DecodeLimits(int ContextLength, int Sequences, int QueueLimit, int Vocabulary, long CaptureMemory);
