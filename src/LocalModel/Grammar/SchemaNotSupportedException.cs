namespace SKReasoning.LocalModel;

/// <summary>A JSON schema says something that a grammar cannot hold a model to; raised before anything is decoded.</summary>
public sealed class SchemaNotSupportedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SchemaNotSupportedException()
    {
    }

    /// <summary>Creates the exception with a message that names the schema, the place in it and what to write instead.</summary>
    public SchemaNotSupportedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public SchemaNotSupportedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal SchemaNotSupportedException(string owner, string path, string problem)
        : base($"{owner}: {path}: {problem}")
    {
        Owner = owner;
        Path = path;
    }

    /// <summary>What the schema belongs to, such as the name of a tool; null where it is not known.</summary>
    public string? Owner { get; }

    /// <summary>JSON pointer from the root of the schema, such as <c>#/properties/when/not</c>; null where it is not known.</summary>
    public string? Path { get; }
}
