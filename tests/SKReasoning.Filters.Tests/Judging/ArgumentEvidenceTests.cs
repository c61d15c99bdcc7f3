using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters.Tests.Judging;

public class ArgumentEvidenceTests
{
    private static readonly AIFunctionDeclaration s_tool = AIFunctionFactory.CreateDeclaration(
        "Pay",
        null,
        JsonDocument.Parse("""
            {
              "type": "object",
              "properties": {
                "currency": { "type": "string", "enum": ["EUR", "USD"] },
                "priority": { "type": "integer", "default": 5 },
                "kind": { "const": "sepa" },
                "lines": { "type": "array", "items": { "properties": { "unit": { "enum": ["kg"] } } } }
              }
            }
            """).RootElement);

    [Theory]
    [InlineData("Pay 21 now", "21")]
    [InlineData("Pay 21 now", "21.0")]
    [InlineData("Pay 1,250.50 now", "1250.5")]
    [InlineData("a debt of -12", "12")]
    [InlineData("twelve of them", "12")]
    [InlineData("an apple", "1")]
    [InlineData("nothing", "0")]
    [InlineData("to  Anna\nBerg", "\"anna berg\"")]
    [InlineData("apples", "\"apple\"")]
    [InlineData("account DE89-3704", "\"DE89 3704\"")]
    [InlineData("take ids 1,2,3", "\"1,2,3\"")]
    [InlineData("at 12,5 degrees", "\"12,5\"")]
    [InlineData("x", "true")]
    [InlineData("x", "null")]
    [InlineData("x", "\"\"")]
    [InlineData("x", "\"Dear Anna, please find the rent for May enclosed.\"")]
    public void FindUnsupported_ValueThatIsGivenOrNeedNotBe_FindsNothing(string text, string value)
        => Assert.Empty(Find(text, "value", value));

    [Theory]
    [InlineData("Pay 21 now", "12", "value")]
    [InlineData("Pay 212 now", "21", "value")]
    [InlineData("often", "10", "value")]
    [InlineData("Pay Anna", "\"Bert\"", "value")]
    [InlineData("Pay Anna", "\"Anna Berg\"", "value")]
    [InlineData("Pay 21", "\"22\"", "value")]
    [InlineData("Pay 21", """{"to": {"amounts": [21, 22]}}""", "value.to.amounts[1]")]
    [InlineData("Pay 21", "1e300", "value")]
    public void FindUnsupported_ValueFromNowhere_IsNamedWithItsPath(string text, string value, string path)
        => Assert.Equal([path], Find(text, "value", value).Select(argument => argument.Path));

    [Theory]
    [InlineData("currency", "\"EUR\"", 0)]
    [InlineData("currency", "\"GBP\"", 1)]
    [InlineData("priority", "5", 0)]
    [InlineData("priority", "6", 1)]
    [InlineData("kind", "\"sepa\"", 0)]
    [InlineData("lines", """[{"unit": "kg"}, {"unit": "lb"}]""", 1)]
    public void FindUnsupported_ValueThatTheSchemaLists_ComesFromThere(string name, string value, int count)
        => Assert.Equal(count, Find("nothing", name, value).Length);

    private static ImmutableArray<UnsupportedArgument> Find(string text, string name, string value)
        => new ArgumentEvidence([text]).FindUnsupported(
            new FunctionCallContent("1", "Pay", new Dictionary<string, object?> { [name] = JsonDocument.Parse(value).RootElement }), s_tool);
}
