using System.Text.Json;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Models;

/// <summary>What has come of a download: FILE.part with the bytes, and FILE.part.json with what they are a part of.</summary>
/// <param name="file">The file that it becomes.</param>
/// <param name="url">Where it comes from.</param>
internal sealed class PartFile(string file, Uri url)
{
    private readonly string _notes = file + ".part.json";

    /// <summary>The file that it becomes.</summary>
    public string File { get; } = file;

    public string Path { get; } = file + ".part";

    public Uri Url { get; } = url;

    /// <summary>Says which version of the file the server has: a strong ETag, or a date; null where it gave neither.</summary>
    public string? Validator { get; private set; }

    /// <summary>Bytes of the whole file; null where the server has not said.</summary>
    public long? Total { get; private set; }

    /// <summary>Opens the part, and keeps its bytes if they are known to be of this address.</summary>
    /// <exception cref="InputException">The part cannot be written, such as when another download has it open.</exception>
    public FileStream Open()
    {
        try
        {
            if (System.IO.Path.GetDirectoryName(File) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            var stream = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, useAsync: true);
            if (!ReadNotes() || (Total is { } total && stream.Length > total))
            {
                stream.SetLength(0);
            }

            stream.Seek(0, SeekOrigin.End);
            return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{Path}' cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Notes what the bytes belong to, before the first of them is written.</summary>
    public void Note(string? validator, long? total)
    {
        (Validator, Total) = (validator, total);
        using var stream = System.IO.File.Create(_notes);
        using var writer = JsonText.Open(stream, indented: true);
        writer.WriteStartObject();
        writer.WriteString("url", Url.AbsoluteUri);
        writer.WriteString("validator", validator);
        writer.WriteOptional("total", total);
        writer.WriteEndObject();
    }

    /// <summary>Forgets the bytes, which turned out to be wrong.</summary>
    public void Delete()
    {
        System.IO.File.Delete(Path);
        System.IO.File.Delete(_notes);
    }

    /// <summary>Gives the complete part its name, at once and only where no file has it.</summary>
    public void Complete()
    {
        System.IO.File.Move(Path, File, overwrite: false);
        System.IO.File.Delete(_notes);
    }

    private bool ReadNotes()
    {
        try
        {
            var notes = JsonElement.Parse(System.IO.File.ReadAllText(_notes));
            Validator = notes.GetProperty("validator").GetString();
            Total = notes.GetProperty("total") is { ValueKind: JsonValueKind.Number } total ? total.GetInt64() : null;
            return notes.GetProperty("url").GetString() == Url.AbsoluteUri && (Validator ?? (object?)Total) is not null;
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            (Validator, Total) = (null, null);
            return false;
        }
    }
}
