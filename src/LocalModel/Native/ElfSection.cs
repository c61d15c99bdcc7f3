namespace SKReasoning.LocalModel.Native;

/// <summary>A section of a 64-bit ELF file.</summary>
/// <param name="Name">Place of its name in the table of names.</param>
/// <param name="Type">Its type, such as 6 for the list of what the dynamic linker needs.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Size">Bytes in the file.</param>
/// <param name="Link">Index of the section that it refers to.</param>
internal readonly record struct ElfSection(uint Name, uint Type, long Offset, long Size, int Link);
