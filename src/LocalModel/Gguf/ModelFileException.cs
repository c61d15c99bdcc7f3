namespace SKReasoning.LocalModel;

/// <summary>A model file is missing, is no GGUF file, is damaged, or is of a kind that cannot be loaded.</summary>
public sealed class ModelFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelFileException()
    {
    }

    /// <summary>Creates the exception with a message that names the file and what is wrong with it.</summary>
    public ModelFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public ModelFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ModelFileException(string path, string problem, Exception? innerException = null)
        : base($"'{path}': {problem}", innerException) => Path = path;

    /// <summary>The file; null where it is not known.</summary>
    public string? Path { get; }
}
