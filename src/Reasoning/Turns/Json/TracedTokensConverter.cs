using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SKReasoning;

/// <summary>Tokens as three columns of equal length: a third of the bytes of one object each.</summary>
internal sealed class TracedTokensConverter : JsonConverter<ImmutableArray<TracedToken>>
{
    public override ImmutableArray<TracedToken> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var columns = JsonSerializer.Deserialize(ref reader, TurnReportJsonContext.Strict.TokenColumns)
            ?? throw new JsonException("Tokens must not be null.");
        var (ids, logProbabilities, entropies) = (columns.Id, columns.LogProbability, columns.Entropy);
        if (logProbabilities.Length != ids.Length || entropies.Length != ids.Length)
        {
            throw new JsonException($"The columns of tokens differ in length: {ids.Length}, {logProbabilities.Length} and {entropies.Length}.");
        }

        var tokens = ImmutableArray.CreateBuilder<TracedToken>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            tokens.Add(new TracedToken(ids[i], logProbabilities[i], entropies[i]));
        }

        return tokens.MoveToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<TracedToken> value, JsonSerializerOptions options)
    {
        var columns = new TokenColumns(
            [.. value.Select(token => token.Id)],
            [.. value.Select(token => token.LogProbability)],
            [.. value.Select(token => token.Entropy)]);
        JsonSerializer.Serialize(writer, columns, TurnReportJsonContext.Strict.TokenColumns);
    }

    internal sealed record TokenColumns(int[] Id, float[] LogProbability, float[] Entropy);
}
