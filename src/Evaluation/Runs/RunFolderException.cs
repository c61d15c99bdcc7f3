namespace SKReasoning.Evaluation;

/// <summary>The folder of a run cannot be used; the message says why and what to do.</summary>
public sealed class RunFolderException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RunFolderException()
        : this("The folder of a run cannot be used.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public RunFolderException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public RunFolderException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
