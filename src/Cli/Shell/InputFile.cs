namespace SKReasoning.Cli.Shell;

/// <summary>Reads text files that the user names.</summary>
internal static class InputFile
{
    /// <summary>The whole text, in UTF-8.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"'{path}': there is no such file.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
