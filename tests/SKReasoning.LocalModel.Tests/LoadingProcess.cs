using System.Diagnostics;

namespace SKReasoning.LocalModel.Tests;

/// <summary>A child process that loads models one after the other and tells how each went.</summary>
internal sealed class LoadingProcess : IDisposable
{
    private readonly Process _process;

    public LoadingProcess(params (string Name, string Value)[] environment)
        : this([], environment)
    {
    }

    public LoadingProcess(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SKReasoning.ChildProcess.dll"), .. arguments])
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
        _process.ErrorDataReceived += (_, line) => LastWords = string.IsNullOrWhiteSpace(line.Data) ? LastWords : line.Data;
        _process.BeginErrorReadLine();
    }

    /// <summary>The last line that the process wrote to standard error: the reason of an abort.</summary>
    public string LastWords { get; private set; } = "";

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
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process died before it read its last line.
        }

        if (!_process.WaitForExit(5000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
