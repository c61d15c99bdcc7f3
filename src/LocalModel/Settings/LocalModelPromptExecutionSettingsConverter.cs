using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Settings;

namespace Microsoft.SemanticKernel;

/// <summary>Reads and writes settings by their names in prompts. Objects that are no JSON values are not written: Semantic Kernel sends settings through JSON.</summary>
internal sealed class LocalModelPromptExecutionSettingsConverter : JsonConverter<LocalModelPromptExecutionSettings>
{
    public override LocalModelPromptExecutionSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var root = JsonElement.ParseValue(ref reader);
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"Settings must be a JSON object; they are {root.ValueKind}.");
        }

        var settings = new LocalModelPromptExecutionSettings();
        foreach (var property in root.EnumerateObject())
        {
            try
            {
                Take(settings, property, options);
            }
            catch (ArgumentException e)
            {
                throw new JsonException(e.Message, $"$.{property.Name}", lineNumber: null, bytePositionInLine: null, e);
            }
        }

        return settings;
    }

    public override void Write(Utf8JsonWriter writer, LocalModelPromptExecutionSettings value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        Write(writer, SettingKeys.ServiceId, value.ServiceId);
        Write(writer, SettingKeys.ModelId, value.ModelId);
        if (value.FunctionChoiceBehavior is { } behavior)
        {
            writer.WritePropertyName(SettingKeys.FunctionChoiceBehavior);
            JsonSerializer.Serialize(writer, behavior, options.GetTypeInfo(typeof(FunctionChoiceBehavior)));
        }

        Write(writer, SettingKeys.Temperature, value.Temperature);
        Write(writer, SettingKeys.TopP, value.TopP);
        Write(writer, SettingKeys.TopK, value.TopK);
        Write(writer, SettingKeys.MinP, value.MinP);
        Write(writer, SettingKeys.RepetitionPenalty, value.RepetitionPenalty);
        Write(writer, SettingKeys.FrequencyPenalty, value.FrequencyPenalty);
        Write(writer, SettingKeys.PresencePenalty, value.PresencePenalty);
        Write(writer, SettingKeys.Seed, value.Seed);
        Write(writer, SettingKeys.MaxTokens, value.MaxTokens);
        Write(writer, SettingKeys.StopSequences, value.StopSequences);
        Write(writer, SettingKeys.ResponseFormat, value.ResponseFormat switch
        {
            ChatResponseFormatText => "text",
            ChatResponseFormatJson { Schema: { } schema } => schema,
            ChatResponseFormatJson => "json_object",
            _ => null,
        });
        Write(writer, SettingKeys.Grammar, value.Grammar);
        foreach (var (key, extension) in value.ExtensionData ?? new Dictionary<string, object>())
        {
            Write(writer, key, extension);
        }

        writer.WriteEndObject();
    }

    private static void Take(LocalModelPromptExecutionSettings settings, JsonProperty property, JsonSerializerOptions options)
    {
        switch (property.Name)
        {
            case SettingKeys.ServiceId: settings.ServiceId = SettingValue.Text(property.Name, property.Value); break;
            case SettingKeys.ModelId: settings.ModelId = SettingValue.Text(property.Name, property.Value); break;
            case SettingKeys.FunctionChoiceBehavior:
                settings.FunctionChoiceBehavior = (FunctionChoiceBehavior?)property.Value.Deserialize(options.GetTypeInfo(typeof(FunctionChoiceBehavior)));
                break;
            default: settings.Set(property.Name, property.Value); break;
        }
    }

    private static void Write(Utf8JsonWriter writer, string key, object? value)
    {
        switch (value)
        {
            case string text: writer.WriteString(key, text); break;
            case bool isTrue: writer.WriteBoolean(key, isTrue); break;
            case float number: writer.WriteNumber(key, number); break;
            case double number: writer.WriteNumber(key, number); break;
            case decimal number: writer.WriteNumber(key, number); break;
            case int number: writer.WriteNumber(key, number); break;
            case long number: writer.WriteNumber(key, number); break;
            case JsonElement element:
                writer.WritePropertyName(key);
                element.WriteTo(writer);
                break;
            case IEnumerable<string> texts:
                writer.WriteStartArray(key);
                foreach (var text in texts)
                {
                    writer.WriteStringValue(text);
                }

                writer.WriteEndArray();
                break;
        }
    }
}
