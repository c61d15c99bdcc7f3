using System.Buffers;
using System.Text.RegularExpressions;

namespace SKReasoning;

/// <summary>Tells by its words what a unit is, and so whether it is protected.</summary>
internal static partial class UnitKind
{
    private static readonly SearchValues<char> s_quotes = SearchValues.Create("\"\u201C\u201D\u201E\u00AB\u00BB\u300C\u300D");

    /// <param name="unit">The unit's text.</param>
    /// <param name="protects">What the caller protects.</param>
    /// <param name="isQuoted">Whether a quotation is open before the unit, and after it then.</param>
    public static UnitProtection OfSentence(string unit, Func<string, bool>? protects, ref bool isQuoted)
    {
        var startsQuoted = isQuoted;
        foreach (var character in unit)
        {
            isQuoted = character switch
            {
                '"' => !isQuoted,
                '\u201C' or '\u201E' or '\u00AB' or '\u300C' when !isQuoted => true,
                '\u201C' or '\u201D' or '\u00BB' or '\u300D' => false,
                _ => isQuoted,
            };
        }

        return string.IsNullOrWhiteSpace(unit) ? UnitProtection.Structure
            : protects?.Invoke(unit) == true ? UnitProtection.Caller
            : Code().IsMatch(unit) ? UnitProtection.Code
            : unit.AsSpan().IndexOfAny('?', '\uFF1F', '\u061F') >= 0 ? UnitProtection.Question
            : Instruction().IsMatch(unit) ? UnitProtection.Instruction
            : Condition().IsMatch(unit) ? UnitProtection.Condition
            : startsQuoted || isQuoted || unit.AsSpan().ContainsAny(s_quotes) ? UnitProtection.Quote
            : UnitProtection.None;
    }

    /// <summary>The same for a member of a JSON object or an element of an array.</summary>
    public static UnitProtection OfMember(string member, Func<string, bool>? protects)
        => protects?.Invoke(member) == true ? UnitProtection.Caller
            : Identifier().IsMatch(member) ? UnitProtection.Identifier
            : UnitProtection.None;

    [GeneratedRegex(@"`|\w+\([^)]*\)\s*[;{]|[{}]\s*$|</?\w+[^>]*>|=>|==", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"^[\s\-*\u2022\d.)]*(please|kindly|now|then|first|finally|also|and|but)?[\s,]*(add|answer|ask|assume|book|buy|calculate|call|cancel|check|choose|compare|compute|convert|count|create|delete|describe|do|don't"
        + @"|explain|extract|find|focus|format|get|give|ignore|keep|let|list|look|make|name|never|note|order|output|pick|plan|print|provide|put|reply|remember|remove|respond|return|round|say|search|select|send|set|show"
        + @"|skip|solve|start|state|stop|suppose|summari[sz]e|take|tell|think|translate|treat|update|use|wait|work|write)\b"
        + @"|\bplease\b|\b(must|should|shall|ought|have to|has to|need to|needs to|required?|want(s|ed)? (you|me)|I (want|need|wish|would like))\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Instruction();

    [GeneratedRegex(
        @"\b(only|except|unless|if|whether|not|no|none|nobody|nothing|never|neither|nor|without|but|however|although|instead|otherwise|until|per|at (least|most)|exclud\w*|includ\w*|limit\w*|maximum|minimum|cannot|provided)\b|n['\u2019]t\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex(@"^\s*""(\w*[_\-])?(id|ids|key|uuid|guid|token|error|errors|status|code|message)""\s*:|^\s*""\w*(Id|ID|Ids|Key)""\s*:", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
