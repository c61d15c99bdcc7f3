using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Reads what a request says about steering.</summary>
internal static class SteeringReader
{
    /// <summary>The anchor request as it can be kept; null where the turn is not to be steered.</summary>
    /// <param name="options">The request's options.</param>
    /// <param name="hasGrammar">Whether the whole turn must match a grammar, which leaves no room for plans.</param>
    /// <param name="shape">Layers and heads of the model.</param>
    /// <exception cref="ArgumentException">It is no anchor request, or a value of it is out of range.</exception>
    public static AnchorRequest? Find(ChatOptions? options, bool hasGrammar, ModelShape shape)
    {
        var value = options?.AdditionalProperties?.GetValueOrDefault(AnchorRequest.OptionsKey);
        if (value is not AnchorRequest { IsEnabled: true } request)
        {
            return value is null or AnchorRequest ? null
                : throw new ArgumentException($"The option {AnchorRequest.OptionsKey} must be an {nameof(AnchorRequest)}; it is a {value.GetType().Name}.", nameof(options));
        }

        request.Validate();
        CheckBelow(shape.Layers, request.Scaling.Layers, "layers");
        CheckBelow(shape.Heads, request.Scaling.Heads, "heads");
        return hasGrammar ? request with { Schedule = AnchorSchedule.WholeTurn } : request;
    }

    /// <summary>Number of the next plan: plans go on counting after a tool's result.</summary>
    public static int NextStep(IReadOnlyList<ChatMessage> messages, PlanFormat format)
    {
        var question = Enumerable.Range(0, messages.Count).LastOrDefault(i => IsQuestion(messages[i]), -1);
        string[] lines = [.. messages.Skip(question + 1).Where(message => message.Role == ChatRole.Assistant).SelectMany(message => message.Text.Split('\n'))];
        var step = 1;
        while (Array.Exists(lines, line => line.TrimStart().StartsWith(format.PlanOpening(step), StringComparison.Ordinal)))
        {
            step++;
        }

        return step;
    }

    /// <summary>Whether the next turn follows a tool's result.</summary>
    public static bool IsContinued(IReadOnlyList<ChatMessage> messages)
        => messages.Count > 0 && messages[^1].Contents.Any(content => content is FunctionResultContent);

    private static void CheckBelow(int count, IEnumerable<int> numbers, string name)
    {
        foreach (var number in numbers)
        {
            if ((uint)number >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(name, number, $"The model has {name} 0 to {count - 1}.");
            }
        }
    }

    private static bool IsQuestion(ChatMessage message) => message.Role == ChatRole.User && !string.IsNullOrWhiteSpace(message.Text);
}
