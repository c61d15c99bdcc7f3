using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Models;

/// <summary>A file of a list of models.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Header">What it holds; null where it cannot be used.</param>
/// <param name="Problem">Why it cannot be used.</param>
internal sealed record ListedModel(string Path, long Bytes, ModelFile? Header, string? Problem)
{
    public static ListedModel Read(string path)
    {
        try
        {
            var header = ModelFile.Read(path);
            return new ListedModel(path, header.Bytes, header, null);
        }
        catch (ModelFileException e)
        {
            return new ListedModel(path, new FileInfo(path).Length, null, e.Message);
        }
    }
}
