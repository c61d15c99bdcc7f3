using System.Text.Json;
using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Doctor;

/// <summary>Prints findings as JSON.</summary>
internal static class FindingsJson
{
    public static void Print(Terminal terminal, Findings findings) => JsonText.Print(terminal, writer =>
    {
        writer.WriteBoolean("ok", findings.CanRun);
        WriteMachine(writer, findings.Machine);
        WriteRuntime(writer, findings.Runtime);
        WriteCuda(writer, findings.Cuda);
        WriteTrial(writer, findings.Trial);
        writer.WriteArray("problems", findings.Problems, problem =>
        {
            writer.WriteStartObject();
            writer.WriteString("what", problem.What);
            writer.WriteString("advice", problem.Advice);
            writer.WriteBoolean("fatal", problem.IsFatal);
            writer.WriteEndObject();
        });
    });

    private static void WriteMachine(Utf8JsonWriter writer, Machine machine)
    {
        writer.WriteStartObject("machine");
        writer.WriteString("dotnet", machine.DotNet);
        writer.WriteString("system", machine.System);
        writer.WriteNumber("processors", machine.Processors);
        writer.WriteArray("cpu_features", machine.CpuFeatures, writer.WriteStringValue);
        writer.WriteNumber("memory_limit", machine.MemoryLimit);
        writer.WriteNumber("memory_free", machine.MemoryFree);
        writer.WriteEndObject();
    }

    private static void WriteRuntime(Utf8JsonWriter writer, LlamaRuntime? runtime)
    {
        if (runtime is null)
        {
            writer.WriteNull("natives");
            return;
        }

        writer.WriteStartObject("natives");
        writer.WriteString("folder", runtime.Folder);
        writer.WriteString("version", runtime.Version);
        writer.WriteString("expected_version", LlamaRuntime.ExpectedVersion);
        writer.WriteString("ggml", runtime.GgmlVersion);
        writer.WriteString("system_info", runtime.SystemInfo);
        writer.WriteArray("backends", runtime.Backends, writer.WriteStringValue);
        writer.WriteString("cuda_code", runtime.CudaCode);
        writer.WriteBoolean("gpu_usable", runtime.CanUseGpu);
        writer.WriteArray("devices", runtime.Devices, device =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", device.Name);
            writer.WriteString("description", device.Description);
            writer.WriteBoolean("gpu", device.IsGpu);
            writer.WriteNumber("memory_free", device.FreeMemory);
            writer.WriteNumber("memory_total", device.TotalMemory);
            writer.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    private static void WriteCuda(Utf8JsonWriter writer, CudaDriver? cuda)
    {
        if (cuda is null)
        {
            writer.WriteNull("cuda");
            return;
        }

        writer.WriteStartObject("cuda");
        writer.WriteString("version", cuda.CudaVersion.ToString());
        writer.WriteArray("cards", cuda.Cards, card =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", card.Name);
            writer.WriteString("compute_capability", card.ComputeCapability.ToString());
            writer.WriteEndObject();
        });
        writer.WriteEndObject();
    }

    private static void WriteTrial(Utf8JsonWriter writer, Trial? trial)
    {
        if (trial is null)
        {
            writer.WriteNull("trial");
            return;
        }

        writer.WriteStartObject("trial");
        writer.WriteString("model", trial.Model);
        writer.WriteFinite("load_seconds", trial.LoadTime.TotalSeconds);
        writer.WriteFinite("token_seconds", trial.TokenTime.TotalSeconds);
        writer.WriteBoolean("captures_attention", trial.CapturesAttention);
        writer.WriteEndObject();
    }
}
