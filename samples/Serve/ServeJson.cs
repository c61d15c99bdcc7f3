using System.Text.Json.Serialization;

namespace Serve;

/// <summary>How requests and answers become JSON; generated, so that it works in AOT applications.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(CompletionDocument))]
[JsonSerializable(typeof(CompletionChunk))]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(ModelList))]
internal sealed partial class ServeJson : JsonSerializerContext;
