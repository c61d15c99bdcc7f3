namespace WebChat;

/// <summary>The conversation so far, which the page keeps, and how it is to be answered.</summary>
/// <param name="Messages">The messages in order; the last one is the user's.</param>
/// <param name="Temperature">0, the default, takes the most probable token.</param>
/// <param name="Seed">Makes draws repeatable.</param>
internal sealed record ChatRequest(IReadOnlyList<ChatRequest.Message>? Messages, double Temperature = 0, long? Seed = null)
{
    private const int MostMessages = 64;
    private const int MostCharacters = 8000;

    /// <summary>What is wrong with the request; null where nothing is.</summary>
    public string? Problem => this switch
    {
        { Messages: not { Count: >= 1 and <= MostMessages } } => $"A conversation has 1 to {MostMessages} messages.",
        _ when Messages.Any(message => message is not { Role: "user" or "assistant", Text.Length: > 0 }) => "A message is by user or assistant and has a text.",
        _ when Messages[^1].Role != "user" => "The last message is the user's.",
        _ when Messages.Sum(message => message.Text.Length) > MostCharacters => $"A conversation has at most {MostCharacters} characters.",
        { Temperature: not (>= 0 and <= 4) } => "The temperature is 0 to 4.",
        _ => null,
    };

    /// <summary>One message.</summary>
    internal sealed record Message(string Role, string Text);
}
