namespace SKReasoning.Filters;

/// <summary>Which verdict a tool needs before it runs.</summary>
public enum ToolVerdict
{
    /// <summary>What <see cref="ReasoningFilterOptions.OnFail"/> says of a rejected turn holds for the tool.</summary>
    Configured,

    /// <summary>None: it runs in rejected turns too, and a turn that calls only such tools is not tried again.</summary>
    NotNeeded,

    /// <summary>An accepted turn: it runs neither in a rejected turn nor in one that nobody judged, whatever the options say.</summary>
    Required,
}
