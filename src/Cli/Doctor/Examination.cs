using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Doctor;

/// <summary>Looks at the machine, loads the libraries, and lets a model read a token.</summary>
internal sealed class Examination(Terminal terminal)
{
    private const string BuiltInModel = "abacus-8m.Q8_0.gguf";
    private const long LittleMemory = 1L << 30;

    private readonly List<Finding> _problems = [];

    public async Task<Findings> RunAsync(string? modelPath, CancellationToken cancellationToken)
    {
        var machine = Machine.Look();
        var cuda = await Meter.WaitAsync(terminal, "Asking the drivers", CudaDriver.Find, cancellationToken);
        var runtime = await LoadAsync(cancellationToken);
        var findings = new Findings(machine, runtime, cuda, Trial: null, _problems);
        JudgeMemory(machine);
        if (runtime is not null)
        {
            JudgeGpus(runtime, cuda);
            findings = findings with { Trial = await TryAsync(modelPath, cancellationToken) };
        }

        return findings;
    }

    private async Task<LlamaRuntime?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Meter.WaitAsync(terminal, "Loading the libraries", LlamaRuntime.Load, cancellationToken);
        }
        catch (NativeLibraryException e)
        {
            _problems.Add(new Finding("The llama.cpp libraries cannot be used.", e.Message, IsFatal: true));
            return null;
        }
    }

    private async Task<Trial?> TryAsync(string? modelPath, CancellationToken cancellationToken)
    {
        string[] places = [Path.Combine(AppContext.BaseDirectory, "models", BuiltInModel), Path.Combine("models", BuiltInModel)];
        var path = modelPath ?? places.FirstOrDefault(File.Exists);
        if (path is null)
        {
            _problems.Add(new Finding("The built-in model was not found, so nothing was tried.", "Give a model with --model FILE.", IsFatal: false));
            return null;
        }

        try
        {
            return await ReadTokenAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _problems.Add(new Finding($"'{Path.GetFileName(path)}' could not read a token.", e.Message, IsFatal: true));
            return null;
        }
    }

    private async Task<Trial> ReadTokenAsync(string path, CancellationToken cancellationToken)
    {
        const int Context = 256;
        var start = terminal.Clock.GetTimestamp();
        using var model = await Meter.WaitAsync(
            terminal,
            $"Loading {Path.GetFileName(path)}",
            // A GPU that cannot be used is among the problems already; the rest is worth a trial.
            () => LlamaModel.Load(new LocalModelOptions { Path = path, ContextLength = Context, Sequences = 1, FallBackToCpu = true }),
            cancellationToken);
        var loaded = terminal.Clock.GetTimestamp();
        var isFinite = false;
        await model.ReadAsync([0], observer: null, (_, logits) => isFinite = !logits.ContainsAny(float.NaN, float.PositiveInfinity), cancellationToken);
        if (!isFinite)
        {
            throw new InvalidOperationException("Its logits are no numbers; the file is damaged, or the backend computes wrongly here.");
        }

        return new Trial(path, terminal.Clock.GetElapsedTime(start, loaded), terminal.Clock.GetElapsedTime(loaded), model.CapturesAttention);
    }

    private void JudgeMemory(Machine machine)
    {
        if (machine.MemoryFree < LittleMemory)
        {
            _problems.Add(new Finding(
                $"Only {Amount.Bytes(machine.MemoryFree)} of memory are free.",
                "Close other programs, or take a small model and a short context.",
                IsFatal: false));
        }
    }

    private void JudgeGpus(LlamaRuntime runtime, CudaDriver? cuda)
    {
        _problems.AddRange(runtime.GpuProblems.Select(problem => new Finding(problem.What, problem.Advice, IsFatal: !runtime.CanUseGpu)));
        if (!runtime.CanUseGpu && runtime.GpuProblems.Count == 0 && cuda is { Cards: [var card, ..] })
        {
            _problems.Add(new Finding(
                $"{card.Name} is not used: the libraries here compute on the CPU.",
                "Build with -p:LlamaBackend=cuda, or set SKREASONING_NATIVE_PATH to a folder of llama.cpp libraries with CUDA.",
                IsFatal: false));
            _problems.AddRange(cuda.JudgePackagedLibraries().Select(problem => new Finding(problem.What, problem.Advice, IsFatal: false)));
        }
    }
}
