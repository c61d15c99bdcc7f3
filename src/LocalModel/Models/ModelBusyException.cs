namespace SKReasoning.LocalModel;

/// <summary>As many requests wait for the model as <see cref="LocalModelOptions.QueueLimit"/> allows; try again later.</summary>
public sealed class ModelBusyException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ModelBusyException()
    {
    }

    /// <summary>Creates the exception with a message that says how many requests wait.</summary>
    public ModelBusyException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public ModelBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
