namespace SKReasoning.Plugins;

/// <summary>Which of two answers a model prefers.</summary>
public enum PreferredAnswer
{
    /// <summary>Their tokens are as probable as each other.</summary>
    Neither,

    /// <summary>The first one.</summary>
    First,

    /// <summary>The second one.</summary>
    Second,
}
