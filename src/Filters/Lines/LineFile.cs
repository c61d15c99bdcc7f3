using Microsoft.Win32.SafeHandles;

namespace SKReasoning.Filters;

/// <summary>A file of lines that one process writes: appended to, read at any place, and replaced as a whole.</summary>
/// <remarks>
/// A file beside it is held open as long as this one lives, because it is another file itself after it was replaced. The
/// operating system lets go of it when the process ends, however it ends. Not thread-safe.
/// </remarks>
internal sealed class LineFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int WouldBlockOnLinux = 11;
    private const int WouldBlockOnMac = 35;

    private static readonly byte[] s_lineFeed = [(byte)'\n'];

    private readonly string _path;
    private readonly FileStream _guard;
    private FileStream _stream;
    private bool _endsInsideLine;

    /// <summary>Opens the file, or creates it and its folder; it can be read by its owner only.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inUse">Makes the exception that says that the file is open already, from its path and the cause.</param>
    public LineFile(string path, Func<string, IOException, IOException> inUse)
    {
        _path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _guard = OpenGuard(_path, inUse);
        try
        {
            File.Delete(NewPath);
            _stream = OpenFile(_path, FileMode.OpenOrCreate);
            Length = RandomAccess.GetLength(Handle);
        }
        catch
        {
            _guard.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    private string NewPath => _path + ".new";

    // The stream itself is never read or written: it would keep a position and a length of its own.
    private SafeFileHandle Handle => _stream.SafeFileHandle;

    /// <summary>Finds the lines; the last one may lack its line feed, and may be torn then.</summary>
    public IEnumerable<LineRange> Lines()
    {
        var buffer = new byte[64 << 10];
        var start = 0L;
        for (var offset = 0L; offset < Length;)
        {
            var read = RandomAccess.Read(Handle, buffer, offset);
            if (read == 0)
            {
                break;
            }

            for (int from = 0, at; (at = buffer.AsSpan(from, read - from).IndexOf((byte)'\n')) >= 0; from += at + 1)
            {
                var line = new LineRange(start, offset + from + at - start);
                start = line.End;
                yield return line;
            }

            offset += read;
        }

        _endsInsideLine = start < Length;
        if (_endsInsideLine)
        {
            yield return new LineRange(start, Length - start);
        }
    }

    /// <summary>Whether a line lacks its line feed, as the last one may.</summary>
    public bool IsTorn(LineRange line) => line.End > Length;

    /// <summary>Drops the last line, which lacks its line feed.</summary>
    public void DropTornLine(LineRange torn)
    {
        RandomAccess.SetLength(Handle, torn.Offset);
        (Length, _endsInsideLine) = (torn.Offset, false);
    }

    /// <summary>Reads a line.</summary>
    public byte[] Read(LineRange line)
    {
        var bytes = new byte[line.Length];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(Handle, bytes.AsSpan(done), line.Offset + done);
            done += read > 0 ? read : throw new EndOfStreamException($"{_path} was cut off by someone else.");
        }

        return bytes;
    }

    /// <summary>Appends a line, which brings its line feed; where that fails the file is as long as before.</summary>
    public LineRange Append(ReadOnlySpan<byte> line, bool flush)
    {
        try
        {
            var start = Length;
            if (_endsInsideLine)
            {
                RandomAccess.Write(Handle, s_lineFeed, start);
                start++;
            }

            RandomAccess.Write(Handle, line, start);
            if (flush)
            {
                RandomAccess.FlushToDisk(Handle);
            }

            _endsInsideLine = false;
            Length = start + line.Length;
            return new LineRange(start, line.Length - 1);
        }
        catch
        {
            TakeBack();
            throw;
        }
    }

    /// <summary>Replaces the file by some of its lines: whenever the process ends, the old or the new file is there as a whole.</summary>
    /// <returns>Where the lines lie now.</returns>
    public IReadOnlyList<LineRange> Keep(IEnumerable<LineRange> lines)
    {
        var kept = new List<LineRange>();
        var length = 0L;
        try
        {
            using var target = OpenFile(NewPath, FileMode.Create);
            foreach (var line in lines)
            {
                RandomAccess.Write(target.SafeFileHandle, [Read(line), s_lineFeed], length);
                kept.Add(new LineRange(length, line.Length));
                length = kept[^1].End;
            }

            // Or the name could reach the disk before the contents do.
            RandomAccess.FlushToDisk(target.SafeFileHandle);
        }
        catch
        {
            File.Delete(NewPath);
            throw;
        }

        _stream.Dispose();
        try
        {
            File.Move(NewPath, _path, overwrite: true);
            (Length, _endsInsideLine) = (length, false);
        }
        finally
        {
            _stream = OpenFile(_path, FileMode.Open);
        }

        return kept;
    }

    /// <summary>Whether an exception says that the disk, and not the caller, is at fault; a file that could not be opened again counts as closed.</summary>
    public static bool IsLoss(Exception exception) => exception is IOException or UnauthorizedAccessException or ObjectDisposedException;

    public void Dispose()
    {
        _stream.Dispose();
        _guard.Dispose();
    }

    private void TakeBack()
    {
        try
        {
            RandomAccess.SetLength(Handle, Length);
        }
        catch (Exception e) when (IsLoss(e))
        {
            Length = RandomAccess.GetLength(Handle);
            _endsInsideLine = true;
        }
    }

    private static FileStream OpenGuard(string path, Func<string, IOException, IOException> inUse)
    {
        try
        {
            return new FileStream(path + ".lock", Create(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException e) when (e.HResult is SharingViolation or WouldBlockOnLinux or WouldBlockOnMac)
        {
            throw inUse(path, e);
        }
    }

    // Others may read along, and a program that rotates files may move this one away.
    private static FileStream OpenFile(string path, FileMode mode) => new(path, Create(mode, FileShare.Read | FileShare.Delete));

    private static FileStreamOptions Create(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode != FileMode.Open)
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
