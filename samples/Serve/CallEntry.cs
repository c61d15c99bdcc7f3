using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Serve;

/// <summary>A tool call of the model.</summary>
internal sealed record CallEntry(int? Index, string Id, CallEntry.CalledFunction Function)
{
    public string Type => "function";

    /// <param name="call">The call.</param>
    /// <param name="index">Its number in a stream; null in a whole completion.</param>
    public static CallEntry Of(FunctionCallContent call, int? index = null) => new(
        index,
        call.CallId,
        new(call.Name, JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), ServeJson.Wire.IDictionaryStringObject)));

    internal sealed record CalledFunction(string Name, string Arguments);
}
