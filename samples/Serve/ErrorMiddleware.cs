namespace Serve;

/// <summary>Gives every failure a body in the API's shape.</summary>
internal sealed partial class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    private const string SecondsUntilRetry = "1";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= StatusCodes.Status400BadRequest, ContentType: null } response)
            {
                await WriteAsync(response, new Failure(response.StatusCode, $"There is no {context.Request.Method} {context.Request.Path} here."));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            var failure = Failure.Of(e);
            if (failure.IsOwn)
            {
                LogFailed(logger, e);
            }

            await WriteAsync(context.Response, failure);
        }
    }

    private static Task WriteAsync(HttpResponse response, Failure failure)
    {
        response.StatusCode = failure.Status;
        if (failure.Status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = SecondsUntilRetry;
        }

        return response.WriteAsJsonAsync(failure.ToDocument(), ServeJson.Wire.ErrorDocument);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A request failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
