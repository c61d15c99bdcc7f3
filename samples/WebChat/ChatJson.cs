using System.Text.Json;
using System.Text.Json.Serialization;

namespace WebChat;

/// <summary>How requests are read and the events that are no part of a report are written; generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ChatRequest))]
[JsonSerializable(typeof(ChatEvents.ToolEvent))]
[JsonSerializable(typeof(ChatEvents.TurnEvent))]
[JsonSerializable(typeof(ChatEvents.CritiqueEvent))]
[JsonSerializable(typeof(ChatEvents.TextEvent))]
internal sealed partial class ChatJson : JsonSerializerContext;
