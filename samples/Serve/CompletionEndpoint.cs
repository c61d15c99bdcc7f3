using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel;

namespace Serve;

/// <summary>Answers a request for a completion, whole or as a stream.</summary>
internal static class CompletionEndpoint
{
    /// <remarks>A caller that leaves has the model stop writing.</remarks>
    public static async Task<IResult> CompleteAsync(
        HttpRequest http,
        [FromServices] IChatClient client,
        [FromServices] LlamaModel model,
        [FromServices] TimeProvider clock,
        CancellationToken aborted)
    {
        var request = await BodyReader.ReadAsync(http, aborted);
        if (request.Model != model.ModelId)
        {
            throw request.Model is null
                ? new RequestException("The request must name a model.", "model")
                : new RequestException($"There is no model '{request.Model}' here; there is '{model.ModelId}'.", "model", "model_not_found", StatusCodes.Status404NotFound);
        }

        var messages = RequestReader.Messages(request);
        var options = RequestReader.Options(request);
        var completion = new Completion(model, clock.GetUtcNow());
        if (request.Stream != true)
        {
            return TypedResults.Json(completion.Whole(await client.GetResponseAsync(messages, options, aborted)), ServeJson.Wire.CompletionDocument);
        }

        // What is wrong with a request shows when its first update is waited for; after that the status has been sent.
        var updates = client.GetStreamingResponseAsync(messages, options, aborted).GetAsyncEnumerator(aborted);
        try
        {
            var hasFirst = await updates.MoveNextAsync();
            return TypedResults.ServerSentEvents(completion.Parts(updates, hasFirst, request.StreamOptions?.IncludeUsage == true, aborted));
        }
        catch
        {
            await updates.DisposeAsync();
            throw;
        }
    }
}
