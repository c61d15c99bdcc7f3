namespace SKReasoning.LocalModel;

/// <summary>A prompt leaves no room for an answer in the context; raised before anything is decoded.</summary>
public sealed class ContextOverflowException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ContextOverflowException()
    {
    }

    /// <summary>Creates the exception with a message that says how many tokens there are and how many fit.</summary>
    public ContextOverflowException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public ContextOverflowException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ContextOverflowException(int promptTokens, int contextLength)
        : base($"The prompt has {promptTokens} tokens and the context holds {contextLength}, the answer included. "
            + "Shorten the history, or load the model with a larger ContextLength.")
    {
        PromptTokens = promptTokens;
        ContextLength = contextLength;
    }

    /// <summary>Tokens of the prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens that the context holds for one request.</summary>
    public int ContextLength { get; }
}
