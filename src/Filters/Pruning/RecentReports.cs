using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Remembers what was found out about the last conversations, so that every turn of a tool loop, and every retry, tells the model the same.</summary>
/// <remarks>Thread-safe. Bounded: of a conversation that was forgotten nothing is left out.</remarks>
internal sealed class RecentReports
{
    private const int Capacity = 128;

    private readonly Lock _lock = new();
    private readonly Queue<string> _keys = [];
    private readonly Dictionary<string, PruneReport> _reports = [];

    /// <summary>A key for each beginning of a conversation: the first one is that of its first message.</summary>
    public static IReadOnlyList<string> Keys(IReadOnlyList<ChatMessage> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var keys = new List<string>(messages.Count);
        foreach (var message in messages)
        {
            Add(hash, message.Role.Value);
            foreach (var content in message.Contents)
            {
                Add(hash, content switch
                {
                    TextContent text => text.Text,
                    FunctionCallContent call => call.CallId + call.Name,
                    FunctionResultContent result => result.CallId + PruneTexts.Text(result),
                    _ => content.GetType().Name,
                });
            }

            Add(hash, "\0");
            keys.Add(Convert.ToHexString(hash.GetCurrentHash()));
        }

        return keys;
    }

    public PruneReport? Find(string key)
    {
        lock (_lock)
        {
            return _reports.GetValueOrDefault(key);
        }
    }

    public void Write(string key, PruneReport report)
    {
        lock (_lock)
        {
            if (!_reports.ContainsKey(key))
            {
                _keys.Enqueue(key);
            }

            _reports[key] = report;
            if (_keys.Count > Capacity)
            {
                _reports.Remove(_keys.Dequeue());
            }
        }
    }

    // The length in front keeps two texts from running into one.
    private static void Add(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
