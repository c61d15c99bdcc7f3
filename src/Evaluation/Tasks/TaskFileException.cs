namespace SKReasoning.Evaluation;

/// <summary>A file of tasks cannot be used; the message says which line and why.</summary>
public sealed class TaskFileException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TaskFileException()
        : this("The file of tasks cannot be used.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public TaskFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public TaskFileException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal static TaskFileException At(string path, int line, string reason, Exception? cause = null)
        => new($"{path}, line {line}: {reason}", cause);
}
