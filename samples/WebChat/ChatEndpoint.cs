using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.Filters;

namespace WebChat;

/// <summary>Answers a conversation, and tells how the answer comes to be while it does.</summary>
internal static partial class ChatEndpoint
{
    public static Results<ServerSentEventsResult<string>, ProblemHttpResult> Answer(
        ChatRequest request, Kernel kernel, ShopPlugin shop, ILogger<ChatRequest> logger, CancellationToken aborted)
    {
        if (request.Problem is { } problem)
        {
            return TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
        }

        // The kernel is this request's own, and so are its plugins and its filters.
        var events = new ChatEvents();
        kernel.Plugins.AddFromObject(shop, "Shop");
        kernel.AutoFunctionInvocationFilters.Insert(0, events);
        _ = WriteAsync();
        return TypedResults.ServerSentEvents(events.ReadAllAsync(aborted));

        async Task WriteAsync()
        {
            try
            {
                var chat = kernel.GetRequiredService<IChatCompletionService>();
                var answer = await chat.GetChatMessageContentAsync(History(request), Settings(request).WithProgress(events), kernel, aborted);
                events.Answer(answer.Content ?? "");
            }
            catch (ReasoningRejectedException e)
            {
                events.Fail(e.Message);
            }
            catch (OperationCanceledException) when (aborted.IsCancellationRequested)
            {
                events.Fail("Stopped.");
            }
            catch (Exception e)
            {
                LogFailed(logger, e);
                events.Fail("The request could not be answered.");
            }
        }
    }

    private static ChatHistory History(ChatRequest request)
    {
        var history = new ChatHistory("Think step by step.");
        foreach (var message in request.Messages!)
        {
            history.AddMessage(message.Role == "user" ? AuthorRole.User : AuthorRole.Assistant, message.Text);
        }

        return history;
    }

    private static PromptExecutionSettings Settings(ChatRequest request)
    {
        var extensions = new Dictionary<string, object> { ["temperature"] = request.Temperature };
        if (request.Seed is { } seed)
        {
            extensions["seed"] = seed;
        }

        return new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(), ExtensionData = extensions };
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "A request could not be answered.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
