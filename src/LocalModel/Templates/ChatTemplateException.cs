namespace SKReasoning.LocalModel;

/// <summary>A model's chat template cannot be read, or cannot be rendered for a conversation.</summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ChatTemplateException()
    {
    }

    /// <summary>Creates the exception with a message that says what failed and what to do.</summary>
    public ChatTemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public ChatTemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ChatTemplateException(string message, bool raisedByTemplate, Exception innerException)
        : base(message, innerException) => IsRaisedByTemplate = raisedByTemplate;

    /// <summary>Whether the template itself refused the conversation, such as one whose roles do not alternate.</summary>
    /// <value>False where the template is faulty or uses what is not supported.</value>
    public bool IsRaisedByTemplate { get; }
}
