using System.Text.Json;

namespace Serve;

/// <summary>Reads the body of a request for a completion.</summary>
internal static class BodyReader
{
    /// <exception cref="RequestException">The body is not JSON, or a value of it has another type than the API says.</exception>
    /// <exception cref="BadHttpRequestException">The body is too large or does not arrive.</exception>
    public static async Task<CompletionRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
            CheckTexts(document.RootElement);
            return document.Deserialize(ServeJson.Wire.CompletionRequest) ?? throw new RequestException("The body must be a JSON object.", null);
        }
        catch (JsonException e)
        {
            // Its message names types of ours; the path alone is of use to the caller.
            var path = e.Path?.TrimStart('$').TrimStart('.');
            throw string.IsNullOrEmpty(path)
                ? new RequestException($"The body is not the JSON object that is expected here (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).", null)
                : new RequestException($"'{path}' has a value of the wrong type.", path);
        }
    }

    /// <summary>Refuses halves of surrogate pairs, which are no text although JSON can say them, before something else reads them.</summary>
    /// <exception cref="RequestException">A text holds one.</exception>
    public static void CheckTexts(JsonElement element)
    {
        try
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    _ = element.GetString();
                    break;
                case JsonValueKind.Array:
                    foreach (var item in element.EnumerateArray())
                    {
                        CheckTexts(item);
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (var property in element.EnumerateObject())
                    {
                        _ = property.Name;
                        CheckTexts(property.Value);
                    }

                    break;
            }
        }
        catch (InvalidOperationException)
        {
            throw new RequestException("A text of the body holds half of a surrogate pair.", null);
        }
    }
}
