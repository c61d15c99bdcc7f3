namespace SKReasoning.Cli.Shell;

/// <summary>What the user gave cannot be used; the message is the sentence that is shown.</summary>
internal sealed class InputException(string message, Exception? innerException = null) : Exception(message, innerException);
