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

    /// <param name="promptTokens">Tokens of the prompt.</param>
    /// <param name="contextLength">Tokens that the context holds.</param>
    /// <param name="isLeast">Whether the prompt was too long to be counted, so that it has as many tokens or more.</param>
    internal ContextOverflowException(int promptTokens, int contextLength, bool isLeast = false)
        : base($"The prompt has {(isLeast ? "at least " : "")}{promptTokens} tokens and the context holds {contextLength}, the answer included. "
            + "Shorten the history, or load the model with a larger ContextLength.")
    {
        PromptTokens = promptTokens;
        ContextLength = contextLength;
    }

    /// <summary>Tokens of the prompt; the least that it can have where it is many times too long.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens that the context holds for one request.</summary>
    public int ContextLength { get; }
}
