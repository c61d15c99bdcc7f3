namespace SKReasoning;

/// <summary>A calibration cannot be read, or belongs to another model; the message says what is wrong and what to do.</summary>
public sealed class CalibrationException : Exception
{
    /// <summary>Creates the exception.</summary>
    public CalibrationException()
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public CalibrationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    public CalibrationException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
