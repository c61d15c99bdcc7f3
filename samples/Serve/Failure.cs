using SKReasoning.LocalModel;

namespace Serve;

/// <summary>What the caller is told of an exception.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">One sentence or two.</param>
/// <param name="Parameter">The part of the request that is wrong; null where it is not known.</param>
/// <param name="Code">The API's code; null where it has none.</param>
internal sealed record Failure(int Status, string Message, string? Parameter = null, string? Code = null)
{
    private const string Internal = "The server failed; its log says why.";

    /// <summary>Whether the server is to blame and not the request.</summary>
    public bool IsOwn => Status >= StatusCodes.Status500InternalServerError;

    public static Failure Of(Exception exception) => exception switch
    {
        RequestException e => new(e.Status, e.Message, e.Parameter, e.Code),
        BadHttpRequestException e => new(e.StatusCode, e.Message),
        ContextOverflowException e => new(StatusCodes.Status400BadRequest, e.Message, "messages", "context_length_exceeded"),
        SchemaNotSupportedException e => new(StatusCodes.Status400BadRequest, e.Message, e.Owner, "invalid_schema"),
        ChatTemplateException { IsRaisedByTemplate: true } e => new(StatusCodes.Status400BadRequest, e.Message, "messages"),
        ArgumentException e => new(StatusCodes.Status400BadRequest, FirstSentence(e), e.ParamName == "options" ? null : e.ParamName),
        NotSupportedException e => new(StatusCodes.Status400BadRequest, e.Message),
        ModelBusyException e => new(StatusCodes.Status429TooManyRequests, e.Message, null, "rate_limit_exceeded"),
        ObjectDisposedException => new(StatusCodes.Status503ServiceUnavailable, "The server is stopping.", null, "unavailable"),
        _ => new(StatusCodes.Status500InternalServerError, Internal),
    };

    public ErrorDocument ToDocument() => new(new(Message, Type, Parameter, Code));

    private string Type => IsOwn ? "server_error" : Status == StatusCodes.Status429TooManyRequests ? "rate_limit_error" : "invalid_request_error";

    // What .NET adds about its own parameters is of no use to a caller over HTTP.
    private static string FirstSentence(ArgumentException exception) => exception.Message.Split(" (Parameter '")[0];
}
