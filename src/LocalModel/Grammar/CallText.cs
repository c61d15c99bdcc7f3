using SKReasoning.LocalModel.Calls;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Texts of a call format as GBNF.</summary>
internal static class CallText
{
    /// <summary>A sequence that matches a text in which marks stand for ids and numbers; empty for no text.</summary>
    public static string Write(GbnfBuilder grammar, string text)
    {
        var parts = new List<string>();
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var mark = at == text.Length ? "" : Mark(grammar, text[at]);
            if (mark is not null)
            {
                parts.Add(at == start ? "" : GbnfBuilder.Literal(text[start..at]));
                parts.Add(mark);
                start = at + 1;
            }
        }

        return GbnfBuilder.Join(parts);
    }

    private static string? Mark(GbnfBuilder grammar, char character) => character switch
    {
        ToolCallFormat.IdMark or ToolCallFormat.EarlierIdMark => grammar.AddRule("call-id", $"[a-zA-Z0-9]{{{ToolCallFormat.IdLength}}}"),
        ToolCallFormat.IndexMark => grammar.AddRule("call-index", "\"0\" | [1-9] [0-9]{0,3}"),
        ToolCallFormat.NumberMark => grammar.AddRule("call-number", "[1-9] [0-9]{0,3}"),
        _ => null,
    };
}
