namespace SKReasoning.Filters;

/// <summary>A journal's file is open in another process, or in another <see cref="FileReasoningJournal"/> of this one.</summary>
public sealed class JournalInUseException : IOException
{
    /// <summary>Creates the exception.</summary>
    public JournalInUseException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public JournalInUseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public JournalInUseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception for a file.</summary>
    internal static JournalInUseException For(string path, IOException cause) => new(
        $"The journal {path} is open already, in another process or twice in this one, and two writers would destroy it. "
            + "Give each process a file of its own, for example with its name or port in the file's name; within a process share one FileReasoningJournal.",
        cause)
    { Path = path };

    /// <summary>The journal's file; null where the exception was not made for one.</summary>
    public string? Path { get; private init; }
}
