using System.Diagnostics;
using System.Numerics.Tensors;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks;
internal static class CaptureBenchmark
{
    sealed class Sum : ITokenObserver
    {
        public double Total;
        public bool WantsAttention(int layer) => true;
        public bool WantsHidden(int layer) => false;
        public void OnAttention(int layer, int query, AttentionRows rows) { for (var h = 0; h < rows.Heads; h++) { Total += TensorPrimitives.Sum(rows.Head(h)); } }
        public void OnHidden(int layer, int position, ReadOnlySpan<float> state) { }
    }
    public static int Run(string path, int threads)
    {
        using var on = LlamaModel.Load(new LocalModelOptions { Path = path, Threads = threads, Sequences = 1 });
        using var off = LlamaModel.Load(new LocalModelOptions { Path = path, Threads = threads, Sequences = 1, WithoutCallback = true });
        var rnd = new Random(1);
        foreach (var (p, n) in new[] { (64, 192), (512, 128), (1500, 128) })
        {
            if (p + n > on.ContextLength) continue;
            var tokens = Enumerable.Range(0, p + n).Select(_ => rnd.Next(3, on.VocabularySize)).ToArray();
            double Decode(LlamaModel m, bool capture, bool decode)
            {
                var pre = new ScriptedWork(tokens) { Prompt = tokens[..(decode ? p : p)], MaxNewTokens = 0 };
                if (decode) { m.Submit(pre); pre.Completion.Wait(); }
                else { var w0 = new ScriptedWork([5,6]) { Prompt = [5, 6], MaxNewTokens = 0 }; m.Submit(w0); w0.Completion.Wait(); }
                var t = Stopwatch.GetTimestamp();
                var w = new ScriptedWork(decode ? tokens : tokens[..p]) { Prompt = tokens[..p], MaxNewTokens = decode ? n : 0, Observer = capture ? new Sum() : null, ObserveFrom = decode ? p : 0 };
                m.Submit(w); w.Completion.Wait();
                return Stopwatch.GetElapsedTime(t).TotalMilliseconds;
            }
            foreach (var decode in new[] { true, false })
            {
                var r1 = new List<double>(); var r2 = new List<double>(); var t0 = new List<double>();
                for (var i = 0; i < 13; i++)
                {
                    var a = Decode(off, false, decode); var b = Decode(on, false, decode); var c = Decode(on, true, decode); var a2 = Decode(off, false, decode);
                    if (i > 0) { r1.Add((a + a2) / 2 / b); r2.Add((a + a2) / 2 / c); t0.Add(a); }
                }
                r1.Sort(); r2.Sort(); t0.Sort();
                Console.WriteLine($"p={p} n={n} decode={decode} plain {t0[6]:F1} ms; speed ratio callback-only {r1[6]:F3}, capture {r2[6]:F3} [{r2[1]:F3} {r2[^2]:F3}]");
            }
        }
        return 0;
    }
}
