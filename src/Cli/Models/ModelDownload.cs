using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Models;

/// <summary>Fetches one file over connections that may be cut at any byte.</summary>
/// <remarks>
/// Every request asks for what is missing, under the condition that the file on the server is still the same; a server that cannot do
/// so sends the file from its start. Bytes go to a <see cref="PartFile"/>, which gets the file's name when length, hash and format are right.
/// </remarks>
internal sealed class ModelDownload(HttpClient client, TimeProvider clock, PartFile part)
{
    /// <summary>Attempts in a row that may bring nothing.</summary>
    public const int Attempts = 5;

    private const int BufferBytes = 1 << 17;
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Bytes that were there from an earlier run and were kept.</summary>
    public long ResumedFrom { get; private set; }

    /// <summary>Fetches all bytes that are missing.</summary>
    /// <exception cref="ProblemException">The server refuses, or connections keep breaking before anything has come.</exception>
    public async Task RunAsync(IProgress<double> progress, CancellationToken cancellationToken)
    {
        await using var stream = part.Open();
        ResumedFrom = stream.Length;
        for (var attempt = 1; ; attempt++)
        {
            var before = stream.Length;
            string problem;
            try
            {
                if (await AttemptAsync(stream, progress, cancellationToken) is not { } incomplete)
                {
                    return;
                }

                problem = incomplete;
            }
            catch (Exception e) when (IsTransient(e) && !cancellationToken.IsCancellationRequested)
            {
                problem = e.Message;
            }

            // Whoever moves forward has patience for ever.
            attempt = stream.Length > before ? 0 : attempt;
            if (attempt == Attempts)
            {
                throw new ProblemException($"'{part.Url}' could not be fetched in {Attempts} attempts: {problem} {Kept(stream.Length)}");
            }

            await Task.Delay(s_firstDelay * (1 << attempt), clock, cancellationToken);
        }
    }

    /// <summary>Checks the complete part and gives it its name.</summary>
    /// <returns>Its SHA-256.</returns>
    /// <exception cref="ProblemException">It is another file than it should be; the part is deleted then.</exception>
    public async Task<string> FinishAsync(string? expected, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var hash = await FileHash.ComputeAsync(part.Path, progress, cancellationToken);
        var problem = expected is not null && hash != expected ? $"its SHA-256 is {hash}, not {expected}" : await FormatProblemAsync(cancellationToken);
        if (problem is not null)
        {
            part.Delete();
            throw new ProblemException($"What '{part.Url}' sent is not the file that is wanted: {problem}. It was deleted.");
        }

        part.Complete();
        return hash;
    }

    // What is still missing; null where nothing is.
    private async Task<string?> AttemptAsync(FileStream stream, IProgress<double> progress, CancellationToken cancellationToken)
    {
        if (part.Total is { } known && stream.Length == known)
        {
            return null;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, part.Url);
        if (stream.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(stream.Length, null);
            if (part.Validator is { } validator)
            {
                request.Headers.TryAddWithoutValidation("If-Range", validator);
            }
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .WaitAsync(s_patience, clock, cancellationToken);
        if (!Accept(response, stream))
        {
            return "The file on the server is another one by now.";
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await CopyAsync(body, stream, progress, cancellationToken);
        if (part.Total is not { } total || stream.Length == total)
        {
            return null;
        }

        var problem = $"The transfer ended at {stream.Length} of {total} bytes.";
        if (stream.Length > total)
        {
            Restart(stream);
        }

        return problem;
    }

    // Whether the body is to be appended; what is in the way of that is taken away first.
    private bool Accept(HttpResponseMessage response, FileStream stream)
    {
        var validator = Validator(response);
        if (response.StatusCode == HttpStatusCode.PartialContent)
        {
            var range = response.Content.Headers.ContentRange;
            if (range?.From != stream.Length || Differ(part.Total, range.Length) || Differ(part.Validator, validator))
            {
                Restart(stream);
                return false;
            }

            part.Note(part.Validator ?? validator, part.Total ?? range.Length);
            return true;
        }

        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && stream.Length > 0)
        {
            Restart(stream);
            return false;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw Refusal(response);
        }

        Restart(stream);
        part.Note(validator, response.Content.Headers.ContentLength);
        return true;
    }

    // What one side does not say is no difference.
    private static bool Differ<T>(T? known, T? said) => known is not null && said is not null && !known.Equals(said);

    private string Kept(long bytes) => bytes == 0
        ? "Nothing has come; try again later."
        : $"'{part.Path}' keeps {bytes}{(part.Total is { } total ? $" of {total}" : "")} bytes; the same command goes on from there.";

    private void Restart(FileStream stream)
    {
        stream.SetLength(0);
        ResumedFrom = 0;
        part.Note(null, null);
    }

    private async Task CopyAsync(Stream body, FileStream stream, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        for (; ; )
        {
            var read = await body.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(s_patience, clock, cancellationToken);
            if (read == 0)
            {
                return;
            }

            await WriteAsync(stream, buffer.AsMemory(0, read), cancellationToken);
            progress.Report(part.Total is { } total ? (double)stream.Length / total : 0);
        }
    }

    private async Task WriteAsync(FileStream stream, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException e)
        {
            throw new ProblemException($"'{part.Path}' cannot be written: {e.Message}", e);
        }
    }

    // A weak ETag does not promise the same bytes.
    private static string? Validator(HttpResponseMessage response)
        => response.Headers.ETag is { IsWeak: false } tag ? tag.Tag : response.Content.Headers.LastModified?.ToString("R");

    private Exception Refusal(HttpResponseMessage response)
    {
        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        var isPassing = (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
        return isPassing
            ? new HttpRequestException($"The server answers {status}.")
            : new ProblemException($"'{part.Url}' cannot be fetched: the server answers {status}.");
    }

    private static bool IsTransient(Exception error) => error is HttpRequestException or IOException or TimeoutException;

    private async Task<string?> FormatProblemAsync(CancellationToken cancellationToken)
    {
        const int Shown = 24;
        var start = new byte[Shown];
        await using var stream = File.OpenRead(part.Path);
        var count = await stream.ReadAtLeastAsync(start, Shown, throwOnEndOfStream: false, cancellationToken);
        return start.AsSpan(0, count).StartsWith("GGUF"u8)
            ? null
            : $"it is no GGUF file: it starts with \"{new string([.. Encoding.Latin1.GetString(start, 0, count).Select(c => char.IsControl(c) ? '·' : c)])}\"";
    }
}
