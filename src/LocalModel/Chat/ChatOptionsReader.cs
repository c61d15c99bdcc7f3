using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Prompts;
using SKReasoning.LocalModel.Sampling;
using SKReasoning.LocalModel.Settings;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Reads what a request says about sampling, tools and records out of its chat options, which stay as they are.</summary>
internal static class ChatOptionsReader
{
    /// <inheritdoc cref="SettingKeys.Grammar"/>
    public const string Grammar = SettingKeys.Grammar;

    /// <summary>How tokens are drawn; greedily unless the request says otherwise.</summary>
    /// <remarks>A value that has no place in chat options, or that Semantic Kernel could not put there, is in the additional properties.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="ArgumentException">A value has the wrong type.</exception>
    public static SamplingOptions Sampling(ChatOptions? options)
    {
        var seed = options?.Seed ?? SettingValue.Integer(SettingKeys.Seed, Property(options, SettingKeys.Seed));
        var sampling = new SamplingOptions(
            options?.Temperature ?? Number(options, SettingKeys.Temperature) ?? 0,
            options?.TopK ?? SettingValue.Int32(SettingKeys.TopK, Property(options, SettingKeys.TopK)) ?? 0,
            options?.TopP ?? Number(options, SettingKeys.TopP) ?? 1,
            Number(options, SettingKeys.MinP) ?? 0,
            Number(options, SettingKeys.RepetitionPenalty) ?? 1,
            options?.FrequencyPenalty ?? Number(options, SettingKeys.FrequencyPenalty) ?? 0,
            options?.PresencePenalty ?? Number(options, SettingKeys.PresencePenalty) ?? 0,
            seed is { } given ? unchecked((int)(given ^ (given >> 32))) : RandomNumberGenerator.GetInt32(int.MaxValue));
        sampling.Validate();
        return sampling;
    }

    /// <summary>Most tokens of the turn; null for as many as there is room for.</summary>
    /// <exception cref="ArgumentException">The value is less than 1, or has the wrong type.</exception>
    public static int? MaxTokens(ChatOptions? options) => SettingValue.Positive(
        SettingKeys.MaxTokens, options?.MaxOutputTokens ?? SettingValue.Int32(SettingKeys.MaxTokens, Property(options, SettingKeys.MaxTokens)));

    /// <summary>Texts that end the turn; empty ones end nothing.</summary>
    /// <exception cref="ArgumentException">The value has the wrong type.</exception>
    public static string[] StopSequences(ChatOptions? options)
        => [.. (options?.StopSequences ?? SettingValue.Texts(SettingKeys.StopSequences, Property(options, SettingKeys.StopSequences)) ?? []).Where(text => !string.IsNullOrEmpty(text))];

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

    /// <summary>An object of the additional properties; null where it is not there.</summary>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public static T? Find<T>(ChatOptions? options, string key)
        where T : class => Property(options, key) switch
        {
            null => null,
            T value => value,
            var other => throw new ArgumentException($"The setting {key} must be a {typeof(T).Name}; it is a {other.GetType().Name}.", key),
        };

    /// <summary>A text of the additional properties, which JSON settings bring as an element; null where it is not there.</summary>
    /// <exception cref="ArgumentException">The value has the wrong type.</exception>
    public static string? Text(ChatOptions? options, string key) => SettingValue.Text(key, Property(options, key));

    private static double? Number(ChatOptions? options, string key) => SettingValue.Number(key, Property(options, key));

    private static object? Property(ChatOptions? options, string key) => options?.AdditionalProperties?.GetValueOrDefault(key);
}
