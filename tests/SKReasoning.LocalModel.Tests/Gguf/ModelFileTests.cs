namespace SKReasoning.LocalModel.Tests.Gguf;

public class ModelFileTests
{
    [Fact]
    public void Read_BuiltInModel_SaysWhatIsInIt()
    {
        var file = ModelFile.Read(BuiltInModel.Path);

        Assert.Equal(("llama", "q8_0", 2048L, true), (file.Architecture, file.WeightFormat, file.ContextLength, file.HasChatTemplate));
        Assert.InRange(file.BitsPerWeight, 8.5, 8.6);
        Assert.InRange(file.Bytes - (file.Parameters * file.BitsPerWeight / 8), 0, 100_000);
    }

    [Fact]
    public void Read_NoModel_SaysWhy()
        => Assert.Contains("no such file", Assert.Throws<ModelFileException>(() => ModelFile.Read("missing.gguf")).Message, StringComparison.Ordinal);
}
