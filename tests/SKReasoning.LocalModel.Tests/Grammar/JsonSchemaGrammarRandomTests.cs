using System.Text.Json;
using System.Text.Json.Nodes;

namespace SKReasoning.LocalModel.Tests.Grammar;

public class JsonSchemaGrammarRandomTests(SchemaModel model) : IClassFixture<SchemaModel>
{
    private const int Draws = 6;

    [Theory]
    [MemberData(nameof(SchemaSamples.All), MemberType = typeof(SchemaSamples))]
    public void AddSchema_RandomText_SatisfiesTheSchema(string schema)
    {
        var text = new RandomText(model.Vocabulary, SchemaModel.Gbnf(schema));
        var checker = new SchemaChecker(JsonElement.Parse(schema));
        var random = new Random(20260901);

        var texts = Enumerable.Range(0, Draws).Select(_ => text.Draw(random)).OfType<string>().ToList();

        Assert.True(texts.Count >= Draws / 2, $"{texts.Count} of {Draws} texts came to an end.");
        Assert.All(texts, json => Assert.True(checker.IsValid(JsonElement.Parse(json)), json));
    }

    [Theory]
    [MemberData(nameof(SchemaSamples.All), MemberType = typeof(SchemaSamples))]
    public void AddSchema_DamagedSchema_ParsesOrThrowsTheTypedException(string schema)
    {
        var random = new Random(20260901);

        for (var i = 0; i < 25; i++)
        {
            var damaged = Damaged(JsonNode.Parse(schema)!, random);
            try
            {
                model.AllowsText(SchemaModel.Gbnf(damaged), "{}");
            }
            catch (SchemaNotSupportedException error)
            {
                Assert.StartsWith("#", error.Path, StringComparison.Ordinal);
            }
            catch (Exception error)
            {
                Assert.Fail($"{damaged}\n{error}");
            }
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-7, 12)]
    [InlineData(8, 1105)]
    [InlineData(-1234, -99)]
    [InlineData(100, 999)]
    [InlineData(-1, 1000)]
    public void AddSchema_IntegerBounds_AllowExactlyTheIntegersBetween(int minimum, int maximum)
    {
        var gbnf = SchemaModel.Gbnf($$"""{"type": "integer", "minimum": {{minimum}}, "maximum": {{maximum}}}""");

        var allowed = Enumerable.Range(-1300, 2600).Where(number => model.AllowsText(gbnf, $"{number}"));

        Assert.Equal(Enumerable.Range(minimum, maximum - minimum + 1), allowed);
    }

    [Theory]
    [InlineData("minimum", "0.25", "maximum", "1.5")]
    [InlineData("exclusiveMinimum", "0.25", "exclusiveMaximum", "1.5")]
    [InlineData("minimum", "-1.05", "exclusiveMaximum", "0")]
    [InlineData("exclusiveMinimum", "-2", "maximum", "0")]
    [InlineData("minimum", "1.99", "maximum", "2.01")]
    public void AddSchema_NumberBounds_AllowExactlyTheNumbersBetween(string lowKeyword, string low, string highKeyword, string high)
    {
        var schema = $$"""{"type": "number", "{{lowKeyword}}": {{low}}, "{{highKeyword}}": {{high}}}""";
        var gbnf = SchemaModel.Gbnf(schema);
        var checker = new SchemaChecker(JsonElement.Parse(schema));
        var texts = Enumerable.Range(-310, 620).SelectMany(hundredths => new[] { $"{hundredths / 100m:0.00}", $"{hundredths / 100m:0.##}", $"{hundredths / 100m:0.00}001" });

        var wrong = texts.Distinct().Where(text => model.AllowsText(gbnf, text) != checker.IsValid(JsonElement.Parse(text)));

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(0, 257)]
    [InlineData(0, 320)]
    [InlineData(300, 1000)]
    [InlineData(700, 700)]
    [InlineData(5000, 16384)]
    public void AddSchema_LongText_IsCountedExactly(int minLength, int maxLength)
    {
        var gbnf = SchemaModel.Gbnf($$"""{"minLength": {{minLength}}, "maxLength": {{maxLength}}}""");

        bool AllowsLength(int length) => length < 0 || model.AllowsText(gbnf, $"\"{new string('a', length)}\"");

        Assert.True(AllowsLength(minLength));
        Assert.True(AllowsLength((minLength + maxLength) / 2));
        Assert.True(AllowsLength(maxLength - 1) || minLength == maxLength);
        Assert.True(AllowsLength(maxLength));
        Assert.False(AllowsLength(maxLength + 1));
        Assert.True(minLength == 0 || !AllowsLength(minLength - 1));
    }

    // Puts another value in one random place.
    private static string Damaged(JsonNode schema, Random random)
    {
        string[] values = ["null", "true", "-1", "1e300", "\"x\"", "\"#\"", "[]", "{}", "[3]", "\"^[\"", "{\"$ref\": \"#\"}", "[\"integer\"]", "[{\"allOf\": [{}, false]}]"];
        var places = Descendants(schema).ToList();
        if (places.Count == 0)
        {
            return values[random.Next(values.Length)];
        }

        places[random.Next(places.Count)].ReplaceWith(JsonNode.Parse(values[random.Next(values.Length)]));
        return schema.ToJsonString();
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => member.Value),
            JsonArray items => items,
            _ => [],
        };
        return children.OfType<JsonNode>().SelectMany(child => Descendants(child).Prepend(child));
    }
}
