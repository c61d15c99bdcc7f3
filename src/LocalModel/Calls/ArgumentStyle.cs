using System.Text;

namespace SKReasoning.LocalModel.Calls;

/// <summary>How the calls of a format put the name of a tool and its arguments.</summary>
internal abstract record ArgumentStyle
{
    /// <summary>What always follows the name of a tool.</summary>
    public abstract string AfterName { get; }

    /// <summary>Appends name and arguments of a call.</summary>
    /// <param name="text">What is written so far.</param>
    /// <param name="call">The call.</param>
    /// <param name="fill">Puts ids and numbers in the place of their marks.</param>
    public abstract void Write(StringBuilder text, ToolCall call, Func<string, string> fill);

    /// <summary>Takes name and arguments of a call of <paramref name="tool"/> from the start of a text.</summary>
    /// <param name="text">What follows; what is left afterwards.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">A JSON object.</param>
    /// <returns>False where the text is no whole call of the tool; the text is then of no further use.</returns>
    public abstract bool TryRead(ref ReadOnlySpan<char> text, CallableTool tool, out string arguments);
}
