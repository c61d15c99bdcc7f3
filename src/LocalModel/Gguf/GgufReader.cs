using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace SKReasoning.LocalModel;

/// <summary>Reads the numbers and texts of a GGUF header from front to back, and never past the end of the file.</summary>
/// <remarks>
/// Not thread-safe. Memory is bounded by <see cref="TextLimit"/>, whatever the file claims. What it cannot read is a
/// <see cref="ModelFileException"/>.
/// </remarks>
internal sealed class GgufReader(Stream stream, string path)
{
    /// <summary>Longest text that is read, in bytes; chat templates, the longest in use, take some ten thousand.</summary>
    public const int TextLimit = 1 << 24;

    private readonly long _length = stream.Length;
    private byte[] _buffer = new byte[1 << 16];
    private int _next;
    private int _end;

    /// <summary>Bytes before the next one that is read.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes from the next one to the end of the file.</summary>
    public long Remaining => _length - Position;

    /// <summary>Up to <paramref name="count"/> of the next bytes, which stay unread.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        var available = (int)Math.Min(count, Remaining);
        Buffer(available);
        return _buffer.AsSpan(_next, available);
    }

    /// <summary>A little-endian number.</summary>
    /// <param name="what">Names the value in the message where the file ends before it.</param>
    public T Number<T>(string what)
        where T : unmanaged
    {
        var bytes = Take(Unsafe.SizeOf<T>(), what);
        if (BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.Read<T>(bytes);
        }

        Span<byte> turned = stackalloc byte[Unsafe.SizeOf<T>()];
        bytes.CopyTo(turned);
        turned.Reverse();
        return MemoryMarshal.Read<T>(turned);
    }

    /// <summary>A text; invalid UTF-8 becomes U+FFFD.</summary>
    public string Text(string what) => Encoding.UTF8.GetString(TextBytes(what));

    /// <summary>The bytes of a text, valid until the next call.</summary>
    public ReadOnlySpan<byte> TextBytes(string what)
    {
        var length = TextLength(what);
        return length is > TextLimit && length <= Remaining
            ? throw Problem($"{what} is {length} bytes long, but {TextLimit} are the most that make sense. Download or convert the file "
                + "again.")
            : Take(length, what);
    }

    /// <summary>Passes over a text of any length.</summary>
    public void SkipText(string what) => Skip(TextLength(what), what);

    /// <summary>Passes over bytes.</summary>
    public void Skip(long count, string what)
    {
        Require(count, what);
        Position += count;
        var buffered = (int)Math.Min(count, _end - _next);
        _next += buffered;
        if (count > buffered)
        {
            stream.Seek(count - buffered, SeekOrigin.Current);
        }
    }

    /// <summary>The exception for this file.</summary>
    public ModelFileException Problem(string problem) => new(path, problem);

    /// <summary>The exception for contents that no converter writes.</summary>
    public ModelFileException Damaged(string problem) => Problem($"{problem}. The file is damaged; download or convert it again.");

    private long TextLength(string what) => (long)Math.Min(Number<ulong>(what), long.MaxValue);

    private ReadOnlySpan<byte> Take(long count, string what)
    {
        Require(count, what);
        Buffer((int)count);
        Position += count;
        var bytes = _buffer.AsSpan(_next, (int)count);
        _next += bytes.Length;
        return bytes;
    }

    private void Require(long count, string what)
    {
        if (count > Remaining)
        {
            throw Problem($"{what} should take {count} bytes from byte {Position} on, but the file ends {Remaining} bytes later. It is "
                + "cut short or damaged; download it again.");
        }
    }

    private void Buffer(int count)
    {
        if (_end - _next >= count)
        {
            return;
        }

        var rest = _buffer.AsSpan(_next, _end - _next);
        var target = count > _buffer.Length ? new byte[count] : _buffer;
        rest.CopyTo(target);
        _end = rest.Length + stream.ReadAtLeast(target.AsSpan(rest.Length), count - rest.Length);
        _next = 0;
        _buffer = target;
    }
}
