using System.Text;
using static SKReasoning.LocalModel.Tests.Gguf.GuardedFolder;

namespace SKReasoning.LocalModel.Tests.Gguf;

/// <summary>Files that are no GGUF files, or broken ones.</summary>
public sealed class FileGuardTests : IDisposable
{
    private readonly GuardedFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_MissingFile_SaysSo() => _folder.AssertRefused("there is no such file");

    [Fact]
    public void Read_FileInMissingFolder_SaysSo()
    {
        var problem = Assert.Throws<ModelFileException>(() => GgufHeader.Read(Path.Combine(_folder.File + "s", "model.gguf")));

        Assert.Contains("there is no such file", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Folder_SaysSo()
    {
        Directory.CreateDirectory(_folder.File);

        _folder.AssertRefused("it is a folder. Give the path of a .gguf file in it.");
    }

    [Fact]
    public void Read_EmptyFile_SaysSo() => _folder.AssertRefused([], "the file is empty");

    [Theory]
    [InlineData("Hello, I am not a model.", "it starts with \"Hello, I am not a model.\" instead of \"GGUF\"")]
    [InlineData("GG", "it starts with \"GG\" instead")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid", "Run 'git lfs pull'")]
    [InlineData("<!DOCTYPE html><html>", "it is a web page")]
    [InlineData("PK\u0003\u0004", "Convert the model to GGUF")]
    [InlineData("lmgg....", "came before GGUF")]
    [InlineData("\u0001\u0002\u0003\u0004", "it starts with the bytes 01020304")]
    public void Read_OtherKindOfFile_SaysWhatItIs(string contents, string expected)
        => _folder.AssertRefused(Encoding.ASCII.GetBytes(contents), expected);

    [Theory]
    [InlineData(0u, "its GGUF version is 0")]
    [InlineData(1u, "its GGUF version is 1, but only versions 2 and 3 can be read")]
    [InlineData(4u, "its GGUF version is 4")]
    [InlineData(0x03000000u, "big-endian")]
    public void Read_OtherVersion_SaysWhich(uint version, string expected)
    {
        var image = Llama();
        image.Version = version;

        _folder.AssertRefused(image, expected);
    }

    [Fact]
    public void Read_VersionTwo_IsFine()
    {
        var image = Llama();
        image.Version = 2;
        _folder.Write(image);

        Assert.Equal("llama", GgufHeader.Read(_folder.File).Architecture);
    }

    [Fact]
    public void Read_CutAnywhereInTheHeader_SaysThatItIsCutShort()
    {
        var image = Llama();
        var file = image.ToBytes();
        for (var length = 4; length < image.HeaderLength; length += 97)
        {
            _folder.AssertRefused(file[..length], "ownload");
        }
    }

    [Fact]
    public void Read_CutInTheData_SaysHowMuchIsThere()
    {
        var file = Llama().ToBytes();

        _folder.AssertRefused(file[..^33], "The file is cut short; download or copy it again.");
    }

    [Theory]
    [InlineData(0, 1UL << 40, "claims 1099511627776 tensors")]
    [InlineData(1, ulong.MaxValue, "claims 18446744073709551615 metadata values")]
    [InlineData(1, 60_000UL, "claims 60000 metadata values")]
    [InlineData(2, 1UL << 62, "metadata key 0 should take 4611686018427387904 bytes")]
    [InlineData(2, ulong.MaxValue, "metadata key 0 should take")]
    public void Read_AbsurdCount_IsNotBelieved(int field, ulong value, string expected)
    {
        var image = Llama();
        var file = image.ToBytes();
        BitConverter.TryWriteBytes(file.AsSpan(image.Fields[field + 1].Position), value);

        _folder.AssertRefused(file, expected);
    }

    [Fact]
    public void Read_AbsurdArray_IsNotBelieved()
    {
        var image = Llama();
        var file = image.ToBytes();
        var position = file.AsSpan().IndexOf("tokenizer.ggml.token_type"u8) + "tokenizer.ggml.token_type".Length + 8;
        BitConverter.TryWriteBytes(file.AsSpan(position), ulong.MaxValue / 2);

        _folder.AssertRefused(file, "tokenizer.ggml.token_type claims 9223372036854775807 elements");
    }

    [Fact]
    public void Read_UnknownTypeOfValue_NamesTheKey()
    {
        var image = Llama();
        var file = image.ToBytes();
        file[file.AsSpan().IndexOf("general.file_type"u8) + "general.file_type".Length] = 13;

        _folder.AssertRefused(file, "general.file_type has the type number 13");
    }

    [Fact]
    public void Read_RepeatedKey_NamesIt()
    {
        var image = Llama();
        image.Pairs.Add(image.Pairs[3]);

        _folder.AssertRefused(image, "the key general.size_label appears twice");
    }

    [Fact]
    public void Read_DuplicateToken_NamesBoth()
        => _folder.AssertRefused(
            Llama().SetTexts("tokenizer.ggml.tokens", (i, t) => i == 300 ? "!" : t),
            "tokens 0 and 300 have the same text '!'");

    [Fact]
    public void Read_TokensThatDifferBehindNullOnly_NamesBoth()
        => _folder.AssertRefused(
            Llama().SetTexts("tokenizer.ggml.tokens", (i, t) => i is 10 or 20 ? $"same\0{i}" : t),
            "tokens 10 and 20 have the same text");

    [Fact]
    public void Read_TokensThatDifferInBrokenBytesOnly_AreFine()
    {
        var image = Llama();
        var tokens = (byte[][])image.Value("tokenizer.ggml.tokens");
        (tokens[7], tokens[8]) = ([0xfe], [0xff]);
        _folder.Write(image);

        Assert.Equal(400, GgufHeader.Read(_folder.File).Count("tokenizer.ggml.tokens"));
    }

    [Theory]
    [InlineData(26u, "'output_norm.weight' has the format i32")]
    [InlineData(4u, "has the format number 4")]
    [InlineData(99u, "has the format number 99")]
    [InlineData(12u, "has rows of 64 elements, which its format q4_K cannot store: it needs a multiple of 256")]
    public void Read_FormatThatCannotBe_NamesTheTensor(uint type, string expected)
        => _folder.AssertRefused(Llama().SetTensor("output_norm.weight", t => t with { Type = type }), expected);

    [Fact]
    public void Read_IntegerMatrix_NamesTheTensor()
        => _folder.AssertRefused(
            Llama().SetTensor("blk.1.ffn_up.weight", t => t with { Type = 26 }),
            "'blk.1.ffn_up.weight' has the format i32");

    [Fact]
    public void Read_OffsetOfAnotherTensor_NamesBothOffsets()
        => _folder.AssertRefused(
            Llama().SetTensor("blk.0.attn_q.weight", t => t with { Offset = 0 }),
            "'blk.0.attn_q.weight' should start at offset 201216, but its header says 0");

    [Theory]
    [InlineData(0UL, 400UL)]
    [InlineData(64UL, ulong.MaxValue)]
    [InlineData(1UL << 40, 1UL << 40)]
    public void Read_ShapeThatCannotBe_NamesTheTensor(ulong columns, ulong rows)
        => _folder.AssertRefused(
            Llama().SetTensor("token_embd.weight", t => t with { Shape = [columns, rows] }),
            "tensor 'token_embd.weight' cannot have the shape");

    [Fact]
    public void Read_FiveDimensions_NamesTheTensor()
        => _folder.AssertRefused(Llama().SetTensor("output_norm.weight", t => t with { Shape = [64, 1, 1, 1, 1] }), "claims 5 dimensions");

    [Fact]
    public void Read_RepeatedTensor_NamesIt()
        => _folder.AssertRefused(
            Llama().SetTensor("output_norm.weight", t => t with { Name = "token_embd.weight" }),
            "two tensors are called 'token_embd.weight'");

    [Fact]
    public void Read_LongTensorName_SaysSo()
        => _folder.AssertRefused(
            Llama().SetTensor("output_norm.weight", t => t with { Name = new string('n', 64) }),
            "the name of tensor 28 has 64 characters");

    [Fact]
    public void Read_RefusedFile_NamesItsPath()
    {
        File.WriteAllText(_folder.File, "text");

        var problem = Assert.Throws<ModelFileException>(() => GgufHeader.Read(_folder.File));

        Assert.Equal(_folder.File, problem.Path);
        Assert.StartsWith($"'{_folder.File}': ", problem.Message, StringComparison.Ordinal);
    }
}
