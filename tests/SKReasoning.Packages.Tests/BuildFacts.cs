using System.Reflection;

namespace SKReasoning.Packages.Tests;

/// <summary>What the build that made this assembly knew.</summary>
internal static class BuildFacts
{
    public static string RepositoryRoot { get; } = Read("RepositoryRoot");

    public static string Configuration { get; } = Read("Configuration");

    public static string VersionPrefix { get; } = Read("VersionPrefix");

    /// <summary>The folder that holds the packages of others, already unpacked.</summary>
    public static string PackageFolder { get; } = Read("PackageFolder");

    private static string Read(string key)
        => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
