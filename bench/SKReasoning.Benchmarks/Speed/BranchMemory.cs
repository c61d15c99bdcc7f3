using System.Globalization;
using SKReasoning.LocalModel;

namespace SKReasoning.Benchmarks.Speed;

/// <summary>Watches the memory of the process and of the GPU over thousands of branches of one prefix, each read in all layers.</summary>
internal sealed class BranchMemory(SpeedSettings settings, int branches) : IDisposable
{
    private const int PromptTokens = 128;
    private const int NewTokens = 3;
    private const int Rows = 10;

    private readonly LlamaModel _model = LlamaModel.Load(new LocalModelOptions { Path = settings.Model, Threads = settings.Threads, Sequences = 4, ContextLength = 1024, CheckTensors = false });

    /// <summary>The measurement as a Markdown table.</summary>
    public string Run(TextWriter progress)
    {
        var table = new MarkdownTable("branches", "process memory, MiB", "managed heap, MiB", "free GPU memory, MiB");
        var random = new Random(1);
        int[] prefix = [.. Enumerable.Range(0, PromptTokens).Select(_ => random.Next(300, _model.VocabularySize))];
        for (var branch = 0; branch <= branches; branch++)
        {
            if (branch % (branches / Rows) == 0)
            {
                Add(table, branch);
                progress.WriteLine($"{branch} of {branches} branches");
            }

            var keep = random.Next(PromptTokens / 2, PromptTokens);
            int[] own = [.. Enumerable.Range(0, NewTokens).Select(_ => random.Next(300, _model.VocabularySize))];
            var observer = new SignalObserver(_model.Shape, keep, feeds: true, _ => AttentionForms.StepSums);
            var work = new TimedWork([.. prefix[..keep], .. own], keep, 0) { Observer = observer, OnToken = observer.Announce };
            _model.Submit(work);
            work.Completion.GetAwaiter().GetResult();
        }

        return table.ToString();
    }

    public void Dispose() => _model.Dispose();

    private static void Add(MarkdownTable table, int branches)
    {
        var memory = ProcessMemory.Now();
        var gpu = LlamaRuntime.Load().Devices.FirstOrDefault(device => device.IsGpu);
        table.Add(
            branches.ToString(CultureInfo.InvariantCulture),
            memory.WorkingSet,
            memory.ManagedHeap,
            gpu is null ? "–" : (gpu.FreeMemory / ProcessMemory.MiB).ToString("F0", CultureInfo.InvariantCulture));
    }
}
