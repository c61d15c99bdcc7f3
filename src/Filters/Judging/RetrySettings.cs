using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>The chat options of each attempt at one turn.</summary>
/// <remarks>The caller's options stay as they are, and nothing of a retry leaks into the next turn.</remarks>
internal sealed class RetrySettings(ChatOptions? options, BranchOptions branch, TraceRequest request)
{
    /// <summary>Seed of what is drawn here: the request's, else one for this turn.</summary>
    public int Seed { get; } = options?.Seed is { } seed ? unchecked((int)seed) : RandomNumberGenerator.GetInt32(int.MaxValue);

    /// <summary>The options of the first attempt.</summary>
    public ChatOptions First()
    {
        var first = options?.Clone() ?? new ChatOptions();
        // Some clones share the dictionary.
        first.AdditionalProperties = first.AdditionalProperties is { } properties ? new(properties) : [];
        first.AdditionalProperties[TraceRequest.OptionsKey] = request;
        return first;
    }

    /// <summary>The options of a retry.</summary>
    /// <param name="point">Where it leaves the first attempt.</param>
    /// <param name="number">Number of the attempt, from 2.</param>
    /// <param name="budget">Tokens that it may write.</param>
    public ChatOptions Retry(BranchPoint point, int number, int budget)
    {
        var retry = First();
        retry.AdditionalProperties![BranchPoint.OptionsKey] = point;
        if (options?.TopK == 1 || options?.Temperature is not > 0)
        {
            // A greedy retry would write the same text again.
            retry.Temperature = (float)branch.Temperature;
            retry.TopK = options?.TopK == 1 ? null : options?.TopK;
        }

        retry.Seed = options?.Seed + number - 1;
        var limit = options?.MaxOutputTokens is { } most ? Math.Max(1, most - point.Prefix.Length) : int.MaxValue;
        retry.MaxOutputTokens = Math.Min(limit, budget);
        return retry;
    }
}
