using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Sampling;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Reads what a request says about sampling, tools and records out of its chat options, which stay as they are.</summary>
internal static class ChatOptionsReader
{
    /// <summary>Keys of options that chat options have no property for.</summary>
    public const string MinP = "min_p";

    /// <inheritdoc cref="MinP"/>
    public const string RepetitionPenalty = "repetition_penalty";

    /// <inheritdoc cref="MinP"/>
    public const string Grammar = "grammar";

    /// <summary>How tokens are drawn; greedily unless the request says otherwise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static SamplingOptions Sampling(ChatOptions? options)
    {
        var sampling = new SamplingOptions(
            options?.Temperature ?? 0,
            options?.TopK ?? 0,
            options?.TopP ?? 1,
            Number(options, MinP) ?? 0,
            Number(options, RepetitionPenalty) ?? 1,
            options?.FrequencyPenalty ?? 0,
            options?.PresencePenalty ?? 0,
            options?.Seed is { } seed ? unchecked((int)(seed ^ (seed >> 32))) : RandomNumberGenerator.GetInt32(int.MaxValue));
        sampling.Validate();
        return sampling;
    }

    /// <summary>The functions that the request offers; none where it forbids calls.</summary>
    /// <exception cref="ArgumentException">A function has no name.</exception>
    /// <exception cref="SchemaNotSupportedException">A function's schema cannot be read.</exception>
    public static IReadOnlyList<AIFunctionDeclaration> Tools(ChatOptions? options)
    {
        AIFunctionDeclaration[] tools = options?.ToolMode is NoneChatToolMode ? [] : [.. options?.Tools?.OfType<AIFunctionDeclaration>() ?? []];
        foreach (var tool in tools)
        {
            if (string.IsNullOrEmpty(tool.Name))
            {
                throw new ArgumentException("A tool has no name; the model could not call it.", nameof(options));
            }

            if (CallerJson.Problem(tool.JsonSchema) is { } problem)
            {
                throw new SchemaNotSupportedException(tool.Name, "#", problem);
            }
        }

        return tools;
    }

    /// <summary>A value of the additional properties; null where it is not there or of another type.</summary>
    public static T? Find<T>(ChatOptions? options, string key)
        where T : class => options?.AdditionalProperties?.GetValueOrDefault(key) as T;

    /// <summary>A text of the additional properties, which JSON settings bring as an element.</summary>
    public static string? Text(ChatOptions? options, string key) => options?.AdditionalProperties?.GetValueOrDefault(key) switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };

    private static double? Number(ChatOptions? options, string key) => options?.AdditionalProperties?.GetValueOrDefault(key) switch
    {
        null => null,
        JsonElement { ValueKind: JsonValueKind.Number } element => element.GetDouble(),
        IConvertible value when value.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => value.ToDouble(CultureInfo.InvariantCulture),
        var other => throw new ArgumentException($"The option {key} must be a number; it is a {other.GetType().Name}."),
    };
}
