using System.Diagnostics;

namespace SKReasoning.LocalModel.Tests;

/// <summary>A child process that loads models one after the other and tells how each went.</summary>
internal sealed class LoadingProcess : IDisposable
{
    private readonly Process _process;

    public LoadingProcess(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SKReasoning.ChildProcess.dll")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.BeginErrorReadLine();
    }

    /// <summary>The answer, or null where the process died.</summary>
    public async Task<string?> LoadAsync(string path)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(path);
            await _process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            return null;
        }

        return await _process.StandardOutput.ReadLineAsync();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
