using System.Collections.Immutable;
using System.Globalization;

namespace SKReasoning.Benchmarks.Verdicts;

/// <summary>What is measured.</summary>
/// <param name="Model">The GGUF file.</param>
/// <param name="Threads">Threads of the decode loop.</param>
/// <param name="Problems">Problems of each of the two sets, shared out equally among the operations.</param>
/// <param name="Operations">Operations of the problems.</param>
/// <param name="Temperatures">Temperatures of first attempts; 0 is greedy.</param>
/// <param name="Seed">Seed of problems and samples.</param>
/// <param name="Retries">Retries of the largest arm.</param>
internal sealed record VerdictSettings(
    FileInfo Model,
    int Threads,
    int Problems,
    ImmutableArray<int> Operations,
    ImmutableArray<double> Temperatures,
    int Seed,
    int Retries)
{
    /// <summary>The command that measures this again.</summary>
    public string Command(string? output)
    {
        string[] words =
        [
            "dotnet run -c Release --project bench/SKReasoning.Benchmarks -- verdict",
            $"--problems {Problems}",
            $"--operations {string.Join(',', Operations)}",
            .. Temperatures.Select(temperature => string.Create(CultureInfo.InvariantCulture, $"--temperature {temperature}")),
            $"--seed {Seed}",
            $"--retries {Retries}",
            $"--threads {Threads}",
            .. output is null ? Array.Empty<string>() : [$"--out {output}"],
        ];
        return string.Join(' ', words);
    }
}
