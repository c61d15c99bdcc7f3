using System.Buffers.Binary;
using System.Text;
using SKReasoning.LocalModel.Native;

namespace SKReasoning.LocalModel.Tests.Native;

/// <summary>A small ELF file with device code containers, laid out as NVIDIA's compiler and linker do it; it holds no code that could run.</summary>
internal sealed class FatBinaryImage
{
    private const int HeaderSize = 64;
    private const int EntryHeader = 64;
    private const int CodeBytes = 24;

    /// <summary>The containers, each with its entries.</summary>
    public List<CudaCode[]> Modules { get; init; } = [];

    /// <summary>Libraries that the dynamic linker is to load.</summary>
    public List<string> Needed { get; init; } = [];

    /// <summary>Zeros after each container.</summary>
    public int Gap { get; init; }

    public string SectionName { get; init; } = ".nv_fatbin";

    public byte[] ToBytes()
    {
        using var file = new MemoryStream();
        file.Write(new byte[HeaderSize]);
        var (texts, textOffsets) = Texts(Needed);
        byte[] dynamic = [.. textOffsets.SelectMany(offset => Pair(1, offset)), .. Pair(0, 0)];
        var (names, nameOffsets) = Texts([SectionName, ".dynamic", ".dynstr", ".shstrtab"]);
        // Section 0 is empty by rule; .dynamic refers to .dynstr, the third one.
        byte[][] headers =
        [
            new byte[HeaderSize],
            Section(file, nameOffsets[0], type: 1, [.. Modules.SelectMany(Container)]),
            Section(file, nameOffsets[1], type: 6, dynamic, link: 3),
            Section(file, nameOffsets[2], type: 3, texts),
            Section(file, nameOffsets[3], type: 3, names),
        ];
        var table = file.Position;
        file.Write([.. headers.SelectMany(header => header)]);
        var bytes = file.ToArray();
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), table);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(58), HeaderSize);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(60), (short)headers.Length);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(62), (short)(headers.Length - 1));
        return bytes;
    }

    /// <summary>The bytes of a container with its entries, and the gap after it.</summary>
    private byte[] Container(CudaCode[] codes)
    {
        byte[] entries = [.. codes.SelectMany(Entry)];
        var header = new byte[16];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xBA55ED50);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(6), (ushort)header.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), entries.Length);
        return [.. header, .. entries, .. new byte[Gap]];
    }

    private static byte[] Entry(CudaCode code)
    {
        var entry = new byte[EntryHeader + CodeBytes];
        // The version of machine code is that of its format, 1.8.
        var version = code.Ptx ?? new Version(1, 8);
        BinaryPrimitives.WriteUInt16LittleEndian(entry, (ushort)(code.Ptx is null ? 2 : 1));
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(2), 0x101);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(4), EntryHeader);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(8), CodeBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(24), (ushort)version.Minor);
        BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(26), (ushort)version.Major);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(28), (code.Architecture.Major * 10) + code.Architecture.Minor);
        var reach = code.Reach switch { CudaReach.Exact => 0x1100000, CudaReach.Family => 0x1200000, _ => 0 };
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(40), 0x8011 | reach);
        entry.AsSpan(EntryHeader).Fill(0xC3);
        return entry;
    }

    private static byte[] Section(MemoryStream file, int name, int type, byte[] content, int link = 0)
    {
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, name);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), type);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), file.Position);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(32), content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(40), link);
        file.Write(content);
        return header;
    }

    private static (byte[] Table, int[] Offsets) Texts(IReadOnlyList<string> texts)
    {
        var table = new StringBuilder("\0");
        int[] offsets = [.. texts.Select(text =>
        {
            var offset = table.Length;
            table.Append(text).Append('\0');
            return offset;
        })];
        return (Encoding.ASCII.GetBytes(table.ToString()), offsets);
    }

    private static byte[] Pair(long tag, long value)
    {
        var pair = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(pair, tag);
        BinaryPrimitives.WriteInt64LittleEndian(pair.AsSpan(8), value);
        return pair;
    }
}
