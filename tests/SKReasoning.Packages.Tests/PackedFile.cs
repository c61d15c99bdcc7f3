using System.IO.Compression;
using System.Xml.Linq;

namespace SKReasoning.Packages.Tests;

/// <summary>A package as its files.</summary>
internal sealed class PackedFile(string path)
{
    /// <summary>Names of what the package's makers put in, in order; without what the format itself adds.</summary>
    public string[] Files { get; } = Read(path, archive => archive.Entries
        .Select(entry => entry.FullName)
        .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
        .Order(StringComparer.Ordinal)
        .ToArray());

    /// <summary>Bytes of the file.</summary>
    public long Length { get; } = new FileInfo(path).Length;

    /// <summary>The metadata element of the manifest.</summary>
    public XElement Metadata => XDocument.Parse(Text(Files.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal)))).Root!.Elements().First();

    /// <summary>A value of the metadata; empty where there is none.</summary>
    public string Value(string name) => Metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";

    /// <summary>Ids and versions of the packages that it needs.</summary>
    public IEnumerable<(string Id, string Version)> Dependencies
        => Metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value));

    /// <summary>A file as text.</summary>
    public string Text(string file) => Read(path, archive =>
    {
        using var reader = new StreamReader(archive.GetEntry(file)!.Open());
        return reader.ReadToEnd();
    });

    private static T Read<T>(string path, Func<ZipArchive, T> read)
    {
        using var archive = ZipFile.OpenRead(path);
        return read(archive);
    }
}
