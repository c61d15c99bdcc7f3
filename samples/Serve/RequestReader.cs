using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using SKReasoning;

namespace Serve;

/// <summary>Says what a request asks of the model in the terms of a chat client.</summary>
internal static partial class RequestReader
{
    private const int MostStops = 4;
    private const int MostTopTokens = 20;

    // What would change the answer and cannot be obeyed; whatever else is unknown changes nothing.
    private static readonly string[] s_refused = ["audio", "function_call", "functions", "logit_bias", "prediction", "web_search_options"];
    private static readonly JsonElement s_noParameters = JsonElement.Parse("""{"type": "object", "properties": {}}""");

    /// <exception cref="RequestException">A value is missing, or is none that can be obeyed.</exception>
    public static ChatOptions Options(CompletionRequest request)
    {
        Array.ForEach(s_refused, name => Check(request.Others?.GetValueOrDefault(name).ValueKind is null or JsonValueKind.Null or JsonValueKind.Undefined, $"This server does not support {name}.", name));
        Check(request.N is null or 1, "This server writes one choice: n must be 1.", "n");
        Check(request.TopLogprobs is null or (>= 0 and <= MostTopTokens), $"top_logprobs must be 0 to {MostTopTokens}.", "top_logprobs");
        Check(request.TopLogprobs is null or 0 || request.Logprobs == true, "top_logprobs needs logprobs to be true.", "top_logprobs");
        Check(request is { MaxTokens: null or > 0, MaxCompletionTokens: null or > 0 }, "An answer must be allowed at least one token.", "max_completion_tokens");
        var options = new ChatOptions
        {
            Temperature = request.Temperature,
            TopP = request.TopP,
            FrequencyPenalty = request.FrequencyPenalty,
            PresencePenalty = request.PresencePenalty,
            Seed = request.Seed,
            MaxOutputTokens = request.MaxCompletionTokens ?? request.MaxTokens,
            StopSequences = Stops(request.Stop),
            Tools = [.. (request.Tools ?? []).Select(Tool)],
            ToolMode = ToolMode(request.ToolChoice),
            AllowMultipleToolCalls = request.ParallelToolCalls,
            ResponseFormat = Format(request.ResponseFormat),
        };
        Check(
            options.ToolMode is not RequiredChatToolMode required || options.Tools.Any(tool => (required.RequiredFunctionName ?? tool.Name) == tool.Name),
            "A call is demanded of a function that the tools do not hold.",
            "tool_choice");
        if (request.Logprobs == true)
        {
            options.AdditionalProperties = new() { [TraceRequest.OptionsKey] = new TraceRequest { Influence = false, TopTokens = request.TopLogprobs ?? 0 } };
        }

        return options;
    }

    /// <inheritdoc cref="Options"/>
    public static IReadOnlyList<ChatMessage> Messages(CompletionRequest request)
    {
        Check(request.Messages is { Count: > 0 }, "messages must hold at least one message.", "messages");
        return [.. request.Messages!.Select((message, i) => MessageReader.Read(message, $"messages[{i}]"))];
    }

    private static string[]? Stops(JsonElement stop)
    {
        string[]? stops = stop.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => null,
            JsonValueKind.String => [stop.GetString()!],
            JsonValueKind.Array when stop.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => [.. stop.EnumerateArray().Select(item => item.GetString()!)],
            _ => throw new RequestException("stop must be a text or an array of texts.", "stop"),
        };
        Check(stops is null or { Length: <= MostStops }, $"stop may hold {MostStops} texts at the most.", "stop");
        return stops;
    }

    private static AITool Tool(CompletionRequest.Tool? tool, int index)
    {
        var place = $"tools[{index}]";
        Check(tool is { Type: "function", Function: not null }, "A tool must have the type function and a function.", place);
        var function = tool!.Function!;
        Check(function.Name is not null && FunctionName().IsMatch(function.Name), "A function's name must be 1 to 64 letters, digits, _ or -.", $"{place}.function.name");
        Check(
            function.Parameters.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object,
            "A function's parameters must be a JSON schema that is an object.",
            $"{place}.function.parameters");
        return AIFunctionFactory.CreateDeclaration(function.Name!, function.Description, function.Parameters.ValueKind == JsonValueKind.Object ? function.Parameters : s_noParameters);
    }

    private static ChatToolMode? ToolMode(JsonElement choice) => choice.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String when choice.ValueEquals("auto") => ChatToolMode.Auto,
        JsonValueKind.String when choice.ValueEquals("none") => ChatToolMode.None,
        JsonValueKind.String when choice.ValueEquals("required") => ChatToolMode.RequireAny,
        JsonValueKind.Object when choice.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
            && function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text => ChatToolMode.RequireSpecific(text),
        _ => throw new RequestException("tool_choice must be auto, none, required, or an object that names a function.", "tool_choice"),
    };

    private static ChatResponseFormat? Format(CompletionRequest.Format? format)
    {
        switch (format?.Type)
        {
            case null when format is null:
                return null;
            case "text":
                return ChatResponseFormat.Text;
            case "json_object":
                return ChatResponseFormat.Json;
            case "json_schema":
                Check(format.JsonSchema?.Schema.ValueKind == JsonValueKind.Object, "A format of type json_schema must hold a schema that is an object.", "response_format.json_schema.schema");
                return ChatResponseFormat.ForJsonSchema(format.JsonSchema!.Schema, format.JsonSchema.Name, format.JsonSchema.Description);
            default:
                throw new RequestException("The type must be text, json_object or json_schema.", "response_format.type");
        }
    }

    private static void Check(bool isFine, string problem, string place)
    {
        if (!isFine)
        {
            throw new RequestException(problem, place);
        }
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex FunctionName();
}
