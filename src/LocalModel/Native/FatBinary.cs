using System.Buffers.Binary;

namespace SKReasoning.LocalModel.Native;

/// <summary>Reads the device code containers that NVIDIA's compiler puts into a library: which code there is, not the code.</summary>
/// <remarks>
/// A container is a header (magic, version, its length, length of the content) and entries; an entry is a header (kind, its length,
/// length of the code, version, architecture, flags) and code. For PTX the version is that of its language; for machine code it is that of
/// the format, and says nothing of drivers. Between containers there may be zeros.
/// </remarks>
internal sealed class FatBinary(ElfFile file)
{
    private const string SectionName = ".nv_fatbin";
    private const uint Magic = 0xBA55ED50;
    private const int ContainerHeader = 16;
    private const int EntryHeader = 48;
    private const int PtxKind = 1;
    private const int MachineCodeKind = 2;
    private const int HighestArchitecture = 10_000;

    // Set for architectures with an a, such as sm_120a, and with an f.
    private const ulong ExactFlag = 1 << 20;
    private const ulong FamilyFlag = 1 << 21;

    private readonly byte[] _chunk = new byte[1 << 16];

    /// <summary>The contents of all containers that hold something.</summary>
    /// <exception cref="InvalidDataException">There is none, or it cannot be understood.</exception>
    public IReadOnlyList<CudaCode[]> ReadModules()
    {
        var modules = new List<CudaCode[]>();
        foreach (var section in file.Sections.Where(section => file.Name(section) == SectionName))
        {
            var end = section.Offset + section.Size;
            for (var at = SkipZeros(section.Offset, end); at < end; at = SkipZeros(at, end))
            {
                at = ReadContainer(at, end, modules);
            }
        }

        return modules.Count > 0 ? modules : throw new InvalidDataException($"it has no device code in a section {SectionName}");
    }

    private long ReadContainer(long at, long end, List<CudaCode[]> modules)
    {
        Span<byte> header = stackalloc byte[ContainerHeader];
        file.Read(at, header);
        var start = at + BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic || start < at + ContainerHeader || start > end || length > (ulong)(end - start))
        {
            throw new InvalidDataException("its device code is in no known form");
        }

        var codes = new List<CudaCode>();
        end = start + (long)length;
        while (start < end)
        {
            start = ReadEntry(start, end, codes);
        }

        if (codes.Count > 0)
        {
            modules.Add([.. codes]);
        }

        return end;
    }

    private long ReadEntry(long at, long end, List<CudaCode> codes)
    {
        Span<byte> header = stackalloc byte[EntryHeader];
        file.Read(at, header);
        var kind = BinaryPrimitives.ReadUInt16LittleEndian(header);
        var code = at + BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        var architecture = BinaryPrimitives.ReadUInt32LittleEndian(header[28..]);
        if (code < at + EntryHeader || code > end || length > (ulong)(end - code) || architecture is 0 or > HighestArchitecture)
        {
            throw new InvalidDataException("its device code is in no known form");
        }

        if (kind is PtxKind or MachineCodeKind)
        {
            var (major, minor) = Math.DivRem((int)architecture, 10);
            var version = new Version(BinaryPrimitives.ReadUInt16LittleEndian(header[26..]), BinaryPrimitives.ReadUInt16LittleEndian(header[24..]));
            var reach = ReachOf(BinaryPrimitives.ReadUInt64LittleEndian(header[40..]));
            codes.Add(new CudaCode(new Version(major, minor), kind == PtxKind ? version : null, reach));
        }

        return code + (long)length;
    }

    private static CudaReach ReachOf(ulong flags)
        => (flags & ExactFlag) != 0 ? CudaReach.Exact : (flags & FamilyFlag) != 0 ? CudaReach.Family : CudaReach.Open;

    private long SkipZeros(long at, long end)
    {
        while (at < end)
        {
            var bytes = _chunk.AsSpan(0, (int)Math.Min(_chunk.Length, end - at));
            file.Read(at, bytes);
            var zeros = bytes.IndexOfAnyExcept((byte)0);
            if (zeros >= 0)
            {
                return at + zeros;
            }

            at += bytes.Length;
        }

        return end;
    }
}
