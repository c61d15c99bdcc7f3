using System.Diagnostics;
using System.Globalization;

namespace SKReasoning.Benchmarks;

/// <summary>What a process holds once everything that can be collected is gone, in MiB as text.</summary>
internal readonly record struct ProcessMemory(string WorkingSet, string ManagedHeap)
{
    /// <summary>Bytes of a MiB.</summary>
    public const double MiB = 1 << 20;

    public static ProcessMemory Now()
    {
        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return new ProcessMemory(Text(process.WorkingSet64), Text(GC.GetTotalMemory(forceFullCollection: true)));
    }

    private static string Text(long bytes) => (bytes / MiB).ToString("F1", CultureInfo.InvariantCulture);
}
