using System.Text.Json.Serialization;

namespace Serve;

/// <summary>Why there is no completion, in the shape of OpenAI's API.</summary>
internal sealed record ErrorDocument(ErrorDocument.Problem Error)
{
    internal sealed record Problem(
        string Message,
        string Type,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Param,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Code);
}
