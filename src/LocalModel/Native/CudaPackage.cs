using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SKReasoning.LocalModel.Native;

/// <summary>What a CUDA library of llama.cpp is made of: the device code of its kernels, and the libraries that it needs.</summary>
/// <param name="Modules">
/// Device code of each group of kernels, groups with the same code once. A card must be served by all of them: which kernels a model will
/// run is not known before it runs, and one that is missing ends the process.
/// </param>
/// <param name="NeededLibraries">File names of the libraries that it needs, such as libcudart.so.13.</param>
internal sealed record CudaPackage(IReadOnlyList<IReadOnlyList<CudaCode>> Modules, IReadOnlyList<string> NeededLibraries)
{
    private const string RuntimeName = "libcudart.so.";

    /// <summary>The CUDA libraries that the build restores with <c>-p:LlamaBackend=cuda</c>.</summary>
    public static CudaPackage Packaged { get; } = new(
        [
            [
                new(new(7, 5), Ptx: new(9, 1)),
                new(new(8, 0), Ptx: new(9, 1)),
                new(new(8, 6)),
                new(new(8, 9)),
                new(new(9, 0), Ptx: new(9, 1)),
                new(new(12, 0), Reach: CudaReach.Exact),
                new(new(12, 1), Reach: CudaReach.Exact),
            ],
        ],
        ["libggml-base.so", "libcudart.so.13", "libcublas.so.13", "libcuda.so.1", "libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "libc.so.6"]);

    /// <summary>Oldest CUDA version whose drivers run the CUDA runtime that the library is made with; 0.0 where it names none.</summary>
    public Version Runtime => NeededLibraries.FirstOrDefault(name => name.StartsWith(RuntimeName, StringComparison.Ordinal)) is { } runtime
        && int.TryParse(runtime.AsSpan(RuntimeName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? new Version(major, 0)
            : new Version(0, 0);

    /// <summary>Reads the library at a path without loading it. Costs some milliseconds and two thousand short reads.</summary>
    public static bool TryRead(string path, [NotNullWhen(true)] out CudaPackage? package, [NotNullWhen(false)] out string? problem)
    {
        try
        {
            using var file = new ElfFile(path);
            var modules = new FatBinary(file).ReadModules().DistinctBy(codes => string.Join(';', codes));
            package = new CudaPackage([.. modules], file.NeededLibraries());
            problem = null;
            return true;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            package = null;
            problem = e.Message;
            return false;
        }
    }

    /// <summary>Says what code all kernels have.</summary>
    public override string ToString()
    {
        CudaCode[] codes = [.. Modules.Aggregate((common, module) => [.. common.Intersect(module)])];
        var machineCode = codes.Where(code => code.Ptx is null).Select(Text);
        var ptx = codes.Where(code => code.Ptx is not null).GroupBy(code => code.Ptx!, Text);
        string[] parts =
        [
            .. Enumerable.Repeat($"machine code for {string.Join(", ", machineCode)}", machineCode.Any() ? 1 : 0),
            .. ptx.Select(group => $"PTX {group.Key} for {string.Join(", ", group)}"),
        ];
        return parts.Length > 0 ? string.Join("; ", parts) : "no code that all of its kernels have";
    }

    private static string Text(CudaCode code) => code.Architecture.ToString();
}
