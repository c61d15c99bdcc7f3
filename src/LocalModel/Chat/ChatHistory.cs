using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Chat;

/// <summary>Reads a conversation as callers give it.</summary>
internal static class ChatHistory
{
    /// <summary>The messages as a list of their own: the caller may go on changing his.</summary>
    /// <exception cref="ArgumentException">A message or a content is null, or a message has no role.</exception>
    public static IReadOnlyList<ChatMessage> Read(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatMessage[] history = [.. messages];
        foreach (var (index, message) in history.Index())
        {
            var problem = message is null ? "is null"
                : message.Role.Value is null ? "has no role"
                : message.Contents.Contains(null!) ? "holds a content that is null"
                : null;
            if (problem is not null)
            {
                throw new ArgumentException($"Message {index} {problem}.", nameof(messages));
            }
        }

        return history;
    }
}
