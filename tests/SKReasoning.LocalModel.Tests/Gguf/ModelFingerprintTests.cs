namespace SKReasoning.LocalModel.Tests.Gguf;

public class ModelFingerprintTests
{
    private const int Header = 1000;

    [Theory]
    [InlineData(5)]
    [InlineData(Header + 123)]
    [InlineData(200_000)]
    public void Hash_AnyByteOfASmallFile_Counts(int changed)
    {
        var bytes = new byte[250_000];
        var before = Hash(bytes);

        bytes[changed] = 1;

        Assert.NotEqual(before, Hash(bytes));
    }

    [Fact]
    public void Hash_Length_Counts() => Assert.NotEqual(Hash(new byte[5000]), Hash(new byte[5001]));

    [Fact]
    public void Hash_LargeFile_ReadsBlocksUpToTheLastByte()
    {
        using var file = new CountedZeros(40L << 30);

        var hash = ModelFingerprint.Hash(file, Header);

        Assert.Equal(64, hash.Length);
        Assert.Equal(40L << 30, file.End);
        Assert.InRange(file.BytesRead, 1, 17 << 20);
    }

    [Fact]
    public void Identity_OfAModel_IsTheSameForTheSameFile()
    {
        using var model = BuiltInModel.Load();
        using var again = BuiltInModel.Load(options => (options.ModelId, options.ContextLength) = ("other", 512));

        Assert.True(model.Identity.Matches(again.Identity));
        Assert.Equal("other", again.Identity.Name);
    }

    private static string Hash(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        return ModelFingerprint.Hash(file, Header);
    }

    /// <summary>A file of zeros that takes no disk.</summary>
    private sealed class CountedZeros(long length) : Stream
    {
        public long BytesRead { get; private set; }

        public long End { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            BytesRead += count;
            Position += count;
            End = Math.Max(End, Position);
            return count;
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
