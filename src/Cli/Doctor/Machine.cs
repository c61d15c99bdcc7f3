using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SKReasoning.Cli.Doctor;

/// <summary>The machine and the runtime, as .NET sees them.</summary>
/// <param name="DotNet">Version of .NET.</param>
/// <param name="System">Operating system and architecture.</param>
/// <param name="Processors">Processors that this process may use.</param>
/// <param name="CpuFeatures">Instruction sets that matter to models.</param>
/// <param name="MemoryLimit">Bytes that this process may use: of the machine, or of its container.</param>
/// <param name="MemoryFree">Bytes that are free now.</param>
internal sealed record Machine(string DotNet, string System, int Processors, IReadOnlyList<string> CpuFeatures, long MemoryLimit, long MemoryFree)
{
    public static Machine Look()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new Machine(
            RuntimeInformation.FrameworkDescription,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            Environment.ProcessorCount,
            [.. Features().Where(feature => feature.Has).Select(feature => feature.Name)],
            limit,
            Math.Min(limit, FreeMemory() ?? limit));
    }

    private static IEnumerable<(string Name, bool Has)> Features() =>
    [
        ("SSE4.2", Sse42.IsSupported),
        ("AVX", Avx.IsSupported),
        ("AVX2", Avx2.IsSupported),
        ("FMA", Fma.IsSupported),
        ("AVX512F", Avx512F.IsSupported),
        ("AVX512BW", Avx512BW.IsSupported),
        ("NEON", AdvSimd.IsSupported),
        ("DOTPROD", Dp.IsSupported),
    ];

    // Linux tells; elsewhere only the limit is known.
    private static long? FreeMemory()
    {
        const string Key = "MemAvailable:";
        try
        {
            var line = File.ReadLines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
            var number = line?[Key.Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.TryParse(number, out var kilobytes) ? kilobytes * 1024 : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
