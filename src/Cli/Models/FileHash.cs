using System.Security.Cryptography;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Models;

/// <summary>SHA-256 of files.</summary>
internal static class FileHash
{
    private const int BufferBytes = 1 << 20;

    /// <summary>The hash as 64 hexadecimal digits, lower case.</summary>
    public static async Task<string> ComputeAsync(string path, IProgress<double> progress, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, useAsync: true);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (var done = 0L; ;)
        {
            var read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return Convert.ToHexStringLower(hash.GetHashAndReset());
            }

            hash.AppendData(buffer, 0, read);
            done += read;
            progress.Report((double)done / Math.Max(done, stream.Length));
        }
    }

    /// <summary>A hash that the user gives, in lower case.</summary>
    /// <exception cref="InputException">It is no SHA-256.</exception>
    public static string Parse(string source, string hash)
    {
        var trimmed = hash.Trim().ToLowerInvariant();
        return trimmed.Length == 2 * SHA256.HashSizeInBytes && trimmed.All(char.IsAsciiHexDigit)
            ? trimmed
            : throw new InputException($"{source} holds '{hash.Trim()}', which is no SHA-256 of 64 hexadecimal digits.");
    }
}
