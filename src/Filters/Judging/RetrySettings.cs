using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>The chat options of each attempt at one turn.</summary>
/// <remarks>The caller's options stay as they are, and nothing of a retry leaks into the next turn.</remarks>
internal sealed class RetrySettings(ChatOptions? options, TraceRequest request)
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

    /// <summary>The options of an attempt whose conversation is another one, so that a greedy request may stay greedy.</summary>
    /// <param name="number">Number of the attempt, from 2.</param>
    /// <param name="budget">Tokens that it may write; null for as many as the request says.</param>
    public ChatOptions Again(int number, int? budget)
    {
        var again = First();
        again.Seed = options?.Seed + number - 1;
        again.MaxOutputTokens = budget is null ? options?.MaxOutputTokens : Math.Min(options?.MaxOutputTokens ?? int.MaxValue, budget.Value);
        return again;
    }

    /// <summary>The options of an attempt that has to differ by its draws.</summary>
    /// <param name="number">Number of the attempt, from 2.</param>
    /// <param name="budget">Tokens that it may write; null for as many as the request says.</param>
    /// <param name="temperature">Temperature in the place of greedy decoding, which would write the same text again.</param>
    /// <param name="nullIsGreedy">Whether the model decodes greedily where the request names no temperature: local models do, services do not.</param>
    public ChatOptions Draw(int number, int? budget, double temperature, bool nullIsGreedy)
    {
        var draw = Again(number, budget);
        if (options?.TopK == 1 || options?.Temperature is <= 0 || (nullIsGreedy && options?.Temperature is null))
        {
            draw.Temperature = (float)temperature;
            draw.TopK = options?.TopK == 1 ? null : options?.TopK;
        }

        return draw;
    }

    /// <summary>The options of an attempt that leaves an earlier one.</summary>
    /// <param name="point">Where it leaves it.</param>
    /// <param name="number">Number of the attempt, from 2.</param>
    /// <param name="budget">Tokens that it may write.</param>
    /// <param name="temperature">Temperature in the place of greedy decoding.</param>
    /// <param name="nullIsGreedy">Whether the model decodes greedily where the request names no temperature.</param>
    public ChatOptions Branch(BranchPoint point, int number, int budget, double temperature, bool nullIsGreedy)
    {
        var branch = Draw(number, budget, temperature, nullIsGreedy);
        branch.AdditionalProperties![BranchPoint.OptionsKey] = point;
        if (options?.MaxOutputTokens is { } most)
        {
            branch.MaxOutputTokens = Math.Min(Math.Max(1, most - point.Prefix.Length), budget);
        }

        return branch;
    }
}
