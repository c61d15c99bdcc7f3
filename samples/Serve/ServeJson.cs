using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Serve;

/// <summary>How requests and answers become JSON; generated, so that it works in AOT applications.</summary>
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(CompletionDocument))]
[JsonSerializable(typeof(CompletionChunk))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(IDictionary<string, object?>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ServeJson : JsonSerializerContext
{
    /// <summary>As the API has it: names in snake case, and no escapes that nobody needs.</summary>
    public static ServeJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
