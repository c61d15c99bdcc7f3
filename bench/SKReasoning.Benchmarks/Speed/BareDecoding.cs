using System.Diagnostics;
using SKReasoning.LocalModel;
using SKReasoning.LocalModel.Capture;
using SKReasoning.LocalModel.Decoding;

namespace SKReasoning.Benchmarks.Speed;

/// <summary>Plain decoding by llama.cpp itself: its own calls in a loop, without a callback, on weights that are loaded already.</summary>
internal sealed class BareDecoding : IDisposable
{
    private readonly DecodeContext _context;
    private readonly TokenBatch _batch;
    private readonly int _vocabulary;

    public BareDecoding(LlamaModel model, SpeedSettings settings, bool flashAttention)
    {
        _vocabulary = model.VocabularySize;
        _context = new DecodeContext(model.Handle, model.Shape, new ContextOptions(
            model.ContextLength, Sequences: 1, settings.Threads, SpeedSettings.BatchSize, SpeedSettings.BatchSize, CacheFormat.F16, flashAttention ? FlashAttention.On : FlashAttention.Off, HasCallback: false, new CaptureOptions()));
        _batch = new TokenBatch(_context.BatchSize);
    }

    /// <summary>Mean time of a token, in microseconds.</summary>
    public double Time(int[] tokens, int promptTokens, int warmUp)
    {
        SKReasoning.LocalModel.Native.LlamaNative.llama_memory_clear(SKReasoning.LocalModel.Native.LlamaNative.llama_get_memory(_context.Handle.Pointer), 1);
        for (var start = 0; start < promptTokens; start += _context.BatchSize)
        {
            Decode(tokens, start, Math.Min(_context.BatchSize, promptTokens - start));
        }

        long begin = 0;
        for (var position = promptTokens; position < tokens.Length; position++)
        {
            begin = position == promptTokens + warmUp ? Stopwatch.GetTimestamp() : begin;
            Decode(tokens, position, 1);
        }

        return Stopwatch.GetElapsedTime(begin).TotalMicroseconds / (tokens.Length - promptTokens - warmUp);
    }

    public void Dispose()
    {
        _batch.Dispose();
        _context.Dispose();
    }

    private void Decode(int[] tokens, int start, int count)
    {
        _batch.Clear();
        for (var position = start; position < start + count; position++)
        {
            _batch.Add(tokens[position], position, sequence: 0, logits: position == start + count - 1);
        }

        if (_context.Decode(_batch) != DecodeResult.Done)
        {
            throw new InvalidOperationException("llama.cpp could not decode.");
        }

        _ = _context.Logits(count - 1, _vocabulary);
    }
}
