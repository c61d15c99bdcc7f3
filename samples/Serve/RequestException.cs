namespace Serve;

/// <summary>A request cannot be answered as it stands, and why.</summary>
internal sealed class RequestException(string message, string? parameter, string? code = null, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    /// <summary>The part of the body that is wrong, such as <c>messages[2].role</c>.</summary>
    public string? Parameter => parameter;

    public string? Code => code;

    public int Status => status;
}
