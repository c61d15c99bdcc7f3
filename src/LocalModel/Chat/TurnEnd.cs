namespace SKReasoning.LocalModel.Chat;

/// <summary>Why a turn ended.</summary>
internal enum TurnEnd
{
    /// <summary>The model ended it, or a stop sequence did.</summary>
    Stop,

    /// <summary>The token limit, or the end of the context.</summary>
    Length,

    /// <summary>The model called a tool.</summary>
    ToolCalls,
}
