using System.Globalization;
using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;
using Spectre.Console;

namespace SKReasoning.Cli.Doctor;

/// <summary>Shows findings to a person.</summary>
internal sealed class FindingsView(IAnsiConsole console)
{
    public void Show(Findings findings)
    {
        var grid = new Grid().AddColumn(new GridColumn { NoWrap = true }).AddColumn();
        foreach (var (name, value) in Facts(findings))
        {
            grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
        }

        console.Write(grid);
        console.WriteLine();
        foreach (var problem in findings.Problems)
        {
            var mark = problem.IsFatal ? "[red]broken[/]" : "[yellow]note[/]";
            console.Write(new Markup($"{mark}  {Markup.Escape(problem.What)} {Markup.Escape(problem.Advice)}\n"));
        }

        console.Write(findings.CanRun ? new Markup("[green]ok[/]  Models can run here.\n") : new Markup("[red]not ok[/]  Models cannot run here.\n"));
    }

    private static IEnumerable<(string Name, string Value)> Facts(Findings findings)
    {
        var machine = findings.Machine;
        yield return (".NET", machine.DotNet);
        yield return ("system", machine.System);
        yield return ("processors", $"{machine.Processors}; models use half of them unless told otherwise");
        yield return ("instructions", string.Join(' ', machine.CpuFeatures));
        yield return ("memory", $"{Amount.Bytes(machine.MemoryFree)} free of {Amount.Bytes(machine.MemoryLimit)}");
        if (findings.Runtime is { } runtime)
        {
            yield return ("llama.cpp", $"{runtime.Version} (works with {LlamaRuntime.ExpectedVersion}), ggml {runtime.GgmlVersion}; structure layouts as expected");
            yield return ("libraries", runtime.Folder);
            yield return ("backends", string.Join(", ", runtime.Backends));
            if (runtime.CudaCode is { } code)
            {
                yield return ("CUDA library", code);
            }

            foreach (var device in runtime.Devices)
            {
                yield return ($"device {device.Name}", $"{device.Description}, {Amount.Bytes(device.FreeMemory)} free of {Amount.Bytes(device.TotalMemory)}");
            }
        }

        yield return ("CUDA driver", findings.Cuda is { } cuda ? $"knows CUDA {cuda.CudaVersion}" : "none found");
        foreach (var card in findings.Cuda?.Cards ?? [])
        {
            yield return ("card", $"{card.Name}, compute capability {card.ComputeCapability}");
        }

        if (findings.Trial is { } trial)
        {
            var attention = trial.CapturesAttention ? "readable" : "not readable";
            yield return ("tried", string.Create(
                CultureInfo.InvariantCulture,
                $"{Path.GetFileName(trial.Model)}: loaded in {trial.LoadTime.TotalSeconds:F2} s, one token in {trial.TokenTime.TotalMilliseconds:F1} ms, attention {attention}"));
        }
    }
}
