namespace SKReasoning.LocalModel.Grammar;

/// <summary>Strings: by pattern, by length, by the formats that .NET reads, or any.</summary>
/// <remarks>
/// A format is an annotation: beside a pattern or a length it is ignored, and so is one that is not known. Dates are those of the years
/// 1000 to 9999. A time has no offset and a date-time may have one, as TimeOnly and DateTime read them.
/// </remarks>
internal sealed class StringRules(JsonRules rules)
{
    public string Write(SchemaNode node) => Content(node) is { } body ? rules.Quoted(body) : rules.String;

    /// <summary>What stands between the quotes; null where that is any text.</summary>
    public string? Content(SchemaNode node)
    {
        var (min, max) = (node.Count("minLength") ?? 0, node.Count("maxLength"));
        if (node.Get("pattern") is { } pattern)
        {
            return min == 0 && max is null
                ? rules.Pattern(pattern.Text(), () => new PatternRules(rules, new PatternReader(pattern)).Write())
                : throw pattern.Error("a pattern beside minLength or maxLength; write the length into the pattern, such as [a-z]{2,20}.");
        }

        if (min > 0 || max is not null)
        {
            return min <= (max ?? min) && min <= GbnfBuilder.MaxCount
                ? rules.Grammar.Repeat(rules.Character, min, max)
                : throw node.Error($"minLength is at most maxLength and {GbnfBuilder.MaxCount}.");
        }

        var format = node.Get("format")?.Text();
        return format switch
        {
            "date" => Date(),
            "time" => Time(),
            "date-time" => $"{Date()} \"T\" {Time()} {Offset()}?",
            "uuid" => Uuid(),
            _ => null,
        };
    }

    // The days of each month; a 29th of February in the years that 4 divides, of the full centuries in those that 400 divides.
    private string Date() => rules.Grammar.AddRule(
        "date",
        "[1-9] [0-9]{3} \"-\" ((\"0\" [13578] | \"1\" [02]) \"-\" (\"0\" [1-9] | [12] [0-9] | \"3\" [01])"
            + " | (\"0\" [469] | \"11\") \"-\" (\"0\" [1-9] | [12] [0-9] | \"30\")"
            + " | \"02-\" (\"0\" [1-9] | \"1\" [0-9] | \"2\" [0-8]))"
            + " | ([1-9] [0-9] (\"0\" [48] | [2468] [048] | [13579] [26]) | (\"1\" [26] | [2468] [048] | [3579] [26]) \"00\") \"-02-29\"");

    private string Time() => rules.Grammar.AddRule(
        "time",
        "([01] [0-9] | \"2\" [0-3]) \":\" [0-5] [0-9] \":\" [0-5] [0-9] (\".\" [0-9]{1,7})?");

    private string Offset() => rules.Grammar.AddRule("offset", "\"Z\" | [-+] (\"0\" [0-9] | \"1\" [0-3]) \":\" [0-5] [0-9]");

    private string Uuid() => rules.Grammar.AddRule(
        "uuid",
        "[0-9a-fA-F]{8} \"-\" [0-9a-fA-F]{4} \"-\" [0-9a-fA-F]{4} \"-\" [0-9a-fA-F]{4} \"-\" [0-9a-fA-F]{12}");
}
