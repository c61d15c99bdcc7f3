namespace SKReasoning.Filters;

/// <summary>Where a line lies in a file, without the line feed that ends it.</summary>
/// <param name="Offset">Position of its first byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct LineRange(long Offset, long Length)
{
    /// <summary>Position after the line feed.</summary>
    public long End => Offset + Length + 1;
}
