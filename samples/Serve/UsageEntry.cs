using Microsoft.Extensions.AI;

namespace Serve;

/// <summary>What a completion cost, in tokens.</summary>
internal sealed record UsageEntry(long PromptTokens, long CompletionTokens, long TotalTokens, UsageEntry.PromptDetails PromptTokensDetails)
{
    public static UsageEntry? Of(UsageDetails? usage) => usage is null ? null : new(
        usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, usage.TotalTokenCount ?? 0, new(usage.CachedInputTokenCount ?? 0));

    /// <param name="CachedTokens">Tokens whose keys and values an earlier request had left in the cache.</param>
    internal sealed record PromptDetails(long CachedTokens);
}
