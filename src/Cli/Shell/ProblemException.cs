namespace SKReasoning.Cli.Shell;

/// <summary>The job cannot be done though what was given is right; the message is the sentence that is shown.</summary>
internal sealed class ProblemException(string message, Exception? innerException = null) : Exception(message, innerException);
