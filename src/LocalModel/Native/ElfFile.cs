using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SKReasoning.LocalModel.Native;

/// <summary>A 64-bit little-endian ELF file, read piece by piece where it lies.</summary>
/// <remarks>Not thread-safe. Every read is checked against the file's end; what does not fit is an <see cref="InvalidDataException"/>.</remarks>
internal sealed class ElfFile : IDisposable
{
    private const int HeaderSize = 64;
    private const int SectionSize = 64;
    private const int DynamicSize = 16;
    private const int LongestName = 256;
    private const uint UnusedSection = 0;
    private const uint DynamicSection = 6;
    private const uint MemorySection = 8;
    private const long NeededTag = 1;

    private readonly SafeFileHandle _file;
    private readonly long _length;
    private readonly int _names;

    /// <exception cref="InvalidDataException">The file is no 64-bit little-endian ELF file, or its sections do not lie in it.</exception>
    public ElfFile(string path)
    {
        _file = File.OpenHandle(path);
        try
        {
            _length = RandomAccess.GetLength(_file);
            Span<byte> header = stackalloc byte[HeaderSize];
            Read(0, header);
            ReadOnlySpan<byte> identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', /* 64 bits */ 2, /* little-endian */ 1];
            if (!header.StartsWith(identity) || BinaryPrimitives.ReadUInt16LittleEndian(header[58..]) != SectionSize)
            {
                throw new InvalidDataException("it is no 64-bit ELF file");
            }

            Sections = ReadSections(BinaryPrimitives.ReadInt64LittleEndian(header[40..]), BinaryPrimitives.ReadUInt16LittleEndian(header[60..]));
            _names = BinaryPrimitives.ReadUInt16LittleEndian(header[62..]);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public IReadOnlyList<ElfSection> Sections { get; }

    public string Name(ElfSection section) => Text(_names, section.Name);

    /// <summary>Names of the libraries that the dynamic linker loads with this one.</summary>
    public IReadOnlyList<string> NeededLibraries()
    {
        var needed = new List<string>();
        Span<byte> entry = stackalloc byte[DynamicSize];
        foreach (var section in Sections.Where(section => section.Type == DynamicSection))
        {
            for (long at = 0; at + DynamicSize <= section.Size; at += DynamicSize)
            {
                Read(section.Offset + at, entry);
                if (BinaryPrimitives.ReadInt64LittleEndian(entry) == NeededTag)
                {
                    needed.Add(Text(section.Link, BinaryPrimitives.ReadUInt32LittleEndian(entry[8..])));
                }
            }
        }

        return needed;
    }

    /// <summary>Fills <paramref name="bytes"/> from a place in the file.</summary>
    public void Read(long offset, Span<byte> bytes)
    {
        if (offset < 0 || offset > _length - bytes.Length)
        {
            throw new InvalidDataException("it ends too early");
        }

        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(_file, bytes, offset);
            if (count == 0)
            {
                throw new InvalidDataException("it ends too early");
            }

            bytes = bytes[count..];
            offset += count;
        }
    }

    public void Dispose() => _file.Dispose();

    private ElfSection[] ReadSections(long offset, int count)
    {
        var sections = new ElfSection[count];
        Span<byte> header = stackalloc byte[SectionSize];
        for (var i = 0; i < count; i++)
        {
            Read(offset + ((long)i * SectionSize), header);
            var type = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            var start = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
            var size = type is UnusedSection or MemorySection ? 0 : BinaryPrimitives.ReadInt64LittleEndian(header[32..]);
            if (start < 0 || size < 0 || (size > 0 && start > _length - size))
            {
                throw new InvalidDataException("it ends too early");
            }

            var name = BinaryPrimitives.ReadUInt32LittleEndian(header);
            sections[i] = new ElfSection(name, type, start, size, BinaryPrimitives.ReadInt32LittleEndian(header[40..]));
        }

        return sections;
    }

    private string Text(int table, uint offset)
    {
        if (table < 0 || table >= Sections.Count || offset >= Sections[table].Size)
        {
            throw new InvalidDataException("a name lies outside its table");
        }

        var bytes = new byte[Math.Min(LongestName, Sections[table].Size - offset)];
        Read(Sections[table].Offset + offset, bytes);
        var end = bytes.AsSpan().IndexOf((byte)0);
        return end < 0 ? throw new InvalidDataException("a name has no end") : Encoding.UTF8.GetString(bytes.AsSpan(0, end));
    }
}
