using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SKReasoning.Cli.Tests.Models;

/// <summary>A web server on this machine whose connections break as a test wants it.</summary>
internal sealed class FileServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly Func<Request, Answer> _answer;
    private readonly Task _loop;

    public FileServer(Func<Request, Answer> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = ServeAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/folder/tiny.gguf?download=true";

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<Request> Requests { get; } = [];

    /// <summary>A server of one file that keeps its promises, except that it cuts each connection after some bytes.</summary>
    public static FileServer Of(byte[] file, int cutAfter = int.MaxValue, string? tag = "\"v1\"")
        => new(request => Answer.Of(file, tag, request) with { Cut = cutAfter });

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _loop;
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_closing.Token);
                await using var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                var answer = _answer(request);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer.Head));
                await stream.WriteAsync(answer.Body.AsMemory(0, Math.Min(answer.Cut, answer.Body.Length)));
                if (answer.Hangs)
                {
                    await Task.Delay(Timeout.Infinite, _closing.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // The client went away, or the test has ended.
            }
        }
    }

    private static async Task<Request> ReadAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        long? from = null;
        string? condition = null;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
            {
                from = long.Parse(line["Range: bytes=".Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
            }
            else if (line.StartsWith("If-Range: ", StringComparison.OrdinalIgnoreCase))
            {
                condition = line["If-Range: ".Length..];
            }
        }

        return new Request(from, condition);
    }

    /// <param name="From">First byte that is asked for; null for the whole file.</param>
    /// <param name="Condition">Version of the file that the range is meant for.</param>
    internal sealed record Request(long? From, string? Condition);

    /// <param name="Head">Status line and headers.</param>
    /// <param name="Body">What follows.</param>
    internal sealed record Answer(string Head, byte[] Body)
    {
        /// <summary>Bytes of the body before the connection is cut.</summary>
        public int Cut { get; init; } = int.MaxValue;

        /// <summary>Whether the connection stays open, silent.</summary>
        public bool Hangs { get; init; }

        public static Answer Of(byte[] file, string? tag, Request request)
        {
            var from = request.From is { } first && (request.Condition is null || request.Condition == tag) ? (int)first : 0;
            var status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{file.Length - 1}/{file.Length}" : "200 OK";
            return Status(status, file[from..], tag);
        }

        public static Answer Status(string status, byte[] body, string? tag = null, long? length = null)
            => new($"HTTP/1.1 {status}\r\nContent-Length: {length ?? body.Length}\r\n{(tag is null ? "" : $"ETag: {tag}\r\n")}Connection: close\r\n\r\n", body);
    }
}
