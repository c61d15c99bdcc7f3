using System.ComponentModel.DataAnnotations;

namespace SKReasoning.Filters;

/// <summary>How the calls of one tool are treated.</summary>
public sealed class ToolPolicy
{
    /// <summary>Which verdict it needs.</summary>
    /// <value>Default <see cref="ToolVerdict.Configured"/>.</value>
    [EnumDataType(typeof(ToolVerdict))]
    public ToolVerdict Verdict { get; set; }

    /// <summary>Whether running a call again does no harm. Calls of other tools are recorded, and answered from the record where a request is taken up again.</summary>
    /// <value>Default false.</value>
    public bool IsIdempotent { get; set; }

    /// <summary>Whether a call is run once in a request, however often the model makes it; otherwise a call that is made again after its result was read is a new one.</summary>
    /// <value>Default false. Without effect on idempotent tools.</value>
    public bool OncePerRequest { get; set; }
}
