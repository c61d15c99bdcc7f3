namespace SKReasoning.Plugins;

/// <summary>A given text was to be read, but the model can only write.</summary>
public sealed class ScoringNotSupportedException : NotSupportedException
{
    private const string Text = "This model cannot tell how probable a given text is to it, so it cannot verify or compare texts. "
        + "Models of AddLocalModel and LocalChatClient can.";

    /// <summary>Creates the exception.</summary>
    public ScoringNotSupportedException()
        : base(Text)
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public ScoringNotSupportedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public ScoringNotSupportedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
