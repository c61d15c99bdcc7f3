using System.Text.Json;

namespace SKReasoning.LocalModel.Grammar;

/// <summary>Numbers and integers, between exact bounds where the schema has them.</summary>
/// <remarks>Numbers with a bound are written without exponent, with at most 15 digits before and 12 after the point.</remarks>
internal sealed class NumberRules(JsonRules rules)
{
    private const int Decimals = 12;

    public string? Write(SchemaNode node, bool isInteger)
    {
        var bounds = new[] { "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum" };
        if (!bounds.Any(node.Has))
        {
            return isInteger ? rules.Integer : rules.Number;
        }

        var decimals = isInteger ? 0 : Decimals;
        var largest = isInteger ? (decimal)1e18 - 1 : (decimal)1e15 - 1;
        var min = Int128.Max(Units(bounds[0], up: true, step: 0), Units(bounds[1], up: false, step: 1));
        var max = Int128.Min(Units(bounds[2], up: false, step: 0), Units(bounds[3], up: true, step: -1));
        return NumberRange.Gbnf(min, max, decimals) is { } body ? rules.Grammar.AddRule(isInteger ? "integer" : "number", body) : null;

        // A bound in units of the last decimal, rounded up or down; the next unit is the nearest number that an exclusive bound allows.
        Int128 Units(string keyword, bool up, int step)
        {
            var none = keyword.EndsWith("inimum", StringComparison.Ordinal) ? -largest : largest;
            var bound = node.Get(keyword) is { } value ? Bound(value, largest) : none;
            var units = bound * (decimal)Math.Pow(10, decimals);
            return (Int128)(up ? Math.Ceiling(units) : Math.Floor(units)) + (node.Has(keyword) ? step : 0);
        }
    }

    private static decimal Bound(SchemaNode node, decimal largest)
    {
        if (node.Element.ValueKind != JsonValueKind.Number)
        {
            throw node.Error("a number is expected here.");
        }

        return node.Element.TryGetDecimal(out var bound)
            ? Math.Clamp(bound, -largest, largest)
            : double.IsNegative(node.Element.GetDouble()) ? -largest : largest;
    }
}
