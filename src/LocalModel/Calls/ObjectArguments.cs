using System.Text;
using System.Text.Json;

namespace SKReasoning.LocalModel.Calls;

/// <summary>Arguments that are one object, after the name of the tool or before it.</summary>
/// <param name="Middle">Text between name and arguments.</param>
/// <param name="Notation">How the object is written.</param>
/// <param name="NameIsLast">Whether the name follows the arguments.</param>
internal sealed record ObjectArguments(string Middle, ValueNotation Notation, bool NameIsLast = false) : ArgumentStyle
{
    public override string AfterName => NameIsLast ? "" : Middle;

    public override void Write(StringBuilder text, ToolCall call, Func<string, string> fill)
    {
        text.Append(NameIsLast ? "" : call.Name + fill(Middle));
        using (var arguments = JsonDocument.Parse(call.Arguments))
        {
            Notation.Write(text, arguments.RootElement);
        }

        text.Append(NameIsLast ? fill(Middle) + call.Name : "");
    }

    public override bool TryRead(ref ReadOnlySpan<char> text, CallableTool tool, out string arguments)
    {
        arguments = "";
        return (NameIsLast || (ToolCallFormat.TrySkip(ref text, tool.Name) && ToolCallFormat.TrySkip(ref text, Middle)))
            && Notation.TryReadObject(ref text, out arguments)
            && (!NameIsLast || (ToolCallFormat.TrySkip(ref text, Middle) && ToolCallFormat.TrySkip(ref text, tool.Name)));
    }
}
