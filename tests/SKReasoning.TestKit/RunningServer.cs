using System.Diagnostics;

namespace SKReasoning.TestKit;

/// <summary>A server as its user starts it, on a free port of the loopback.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;

    private RunningServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
        Client = new HttpClient { BaseAddress = address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>A client of it.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts a server that lies beside the test.</summary>
    /// <param name="name">Name of its assembly.</param>
    /// <param name="arguments">Its arguments beside the address.</param>
    public static async Task<RunningServer> StartAsync(string name, params string[] arguments)
    {
        string[] all = [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), "--urls", "http://127.0.0.1:0", .. arguments];
        var process = Process.Start(new ProcessStartInfo("dotnet", all) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                // What comes after must be read, or the server waits for it.
                _ = process.StandardOutput.ReadToEndAsync();
                return new RunningServer(process, new Uri(line[(at + Listening.Length)..].Trim()));
            }
        }

        throw new InvalidOperationException($"The server ended with {process.ExitCode}.");
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
