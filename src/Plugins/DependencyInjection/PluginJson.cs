using System.Text.Json;
using System.Text.Json.Serialization;

namespace SKReasoning.Plugins;

/// <summary>How arguments and results of the plugins become JSON; generated, so that it works in AOT applications.</summary>
[JsonSerializable(typeof(Dictionary<string, object?>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class PluginJson : JsonSerializerContext;
