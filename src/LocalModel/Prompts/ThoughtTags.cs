namespace SKReasoning.LocalModel.Prompts;

/// <summary>What a model writes around its thoughts.</summary>
internal sealed record ThoughtTags(string Open, string Close)
{
    private static readonly ThoughtTags[] s_known =
    [
        new("<think>", "</think>"),
        new("[THINK]", "[/THINK]"),
        new("<|START_THINKING|>", "<|END_THINKING|>"),
        new("<seed:think>", "</seed:think>"),
    ];

    /// <summary>The tags that a template mentions; null where it mentions none.</summary>
    public static ThoughtTags? Find(string template) => Array.Find(s_known, tags => template.Contains(tags.Close, StringComparison.Ordinal));
}
