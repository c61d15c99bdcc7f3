using System.Text.Json;
using SKReasoning.Cli.Shell;
using Spectre.Console;

namespace SKReasoning.Cli.Report.Inspections;

/// <summary>A finished text as a model read it.</summary>
/// <param name="File">What was read.</param>
/// <param name="Attention">Attention between steps; null for a model without.</param>
internal sealed record InspectionSection(InspectedFile File, StepMatrix? Attention) : IReportSection
{
    private const int LargestDistance = 8;

    public string Kind => "inspection";

    public string Title => $"How {File.Model.Name} reads a text";

    /// <exception cref="JsonException">Parts of the file do not fit together.</exception>
    public static InspectionSection Read(JsonSource text)
    {
        var file = text.Only(InspectedFileContext.Default.InspectedFile);
        var (tokens, count) = (file.Tokens, file.Tokens.Ids.Length);
        var problem = count == 0 ? "there are no tokens"
            : file.Logits.LogprobNext.Length != count - 1 ? $"logprob_next has {file.Logits.LogprobNext.Length} values for {count} tokens"
            : file.Logits.RankNext is { } ranks && ranks.Length != count - 1 ? $"rank_next has {ranks.Length} values for {count} tokens"
            : file.Entropy.PerToken.Length != count ? $"per_token has {file.Entropy.PerToken.Length} values for {count} tokens"
            : tokens.Texts is { } texts && (texts.Length != count || texts.Contains(null!)) ? $"texts has not a text for each of {count} tokens"
            : tokens.StepTexts.Length != tokens.Steps.Length || tokens.StepTexts.Contains(null!) ? "step_texts has not a text for each step"
            : !StepsFit(tokens) ? "steps are not [first, count], one after the other from the prompt to the end"
            : null;
        if (problem is not null)
        {
            throw text.Error(0, problem);
        }

        var attention = file.Fci is { } fci ? new StepMatrix(fci.StepMatrix, file.Model.Layers, file.Model.Heads, tokens.Steps.Length + 1) : null;
        return new InspectionSection(file, attention);
    }

    public void Write(PageData data)
    {
        data.Add("text", WriteText);
        if (Attention is { } attention)
        {
            data.Add("influence", writer => WriteInfluence(writer, attention));
            foreach (var layer in attention.Layers)
            {
                data.Add($"layer-{layer}", writer => attention.Write(writer, layer));
            }
        }

        data.Add("spectra", writer => JsonSerializer.Serialize(writer, File.Spectral, InspectedPartsContext.Default.SpectralPart));
    }

    public void Show(IAnsiConsole console)
    {
        var influence = Attention?.Influence(1);
        var table = NumberText.Table(Title, 0, "step", "tokens", "mean p", "weakest p", "entropy", "FCI Δ1", "text");
        table.Columns[^1].Alignment = Justify.Left;
        foreach (var (index, step) in File.Tokens.Steps.Index())
        {
            var logProbabilities = File.Logits.LogprobNext.Skip(step[0] - 1).Take(step[1]).OfType<double>().DefaultIfEmpty(double.NaN).ToArray();
            table.Add(
                $"{index + 1}",
                $"{step[0]}:{step[1]}",
                NumberText.Of(Math.Exp(logProbabilities.Average()), "F3"),
                NumberText.Of(Math.Exp(logProbabilities.Min()), "F3"),
                NumberText.Of(File.Entropy.PerToken.Skip(step[0] - 1).Take(step[1]).Average(), "F3"),
                NumberText.Of(influence?[index + 1], "F3"),
                File.Tokens.StepTexts[index].Trim());
        }

        console.Write(table);
    }

    private static bool StepsFit(InspectedFile.TokensPart tokens)
    {
        long next = tokens.PromptTokens;
        foreach (var step in tokens.Steps)
        {
            if (step is not [var first, var count] || first != next || count < 1)
            {
                return false;
            }

            next += count;
        }

        return tokens.PromptTokens >= 1 && next == tokens.Ids.Length;
    }

    private void WriteText(Utf8JsonWriter writer)
    {
        var (model, tokens) = (File.Model, File.Tokens);
        writer.WriteStartObject();
        writer.WriteString("model", model.Name);
        writer.WriteString("architecture", model.Architecture);
        writer.WriteNumber("layers", model.Layers);
        writer.WriteNumber("heads", model.Heads);
        writer.WriteNumber("promptTokens", tokens.PromptTokens);
        writer.WriteArray("steps", tokens.Steps, step => writer.WriteArray(step, writer.WriteNumberValue));
        writer.WriteArray("stepTexts", tokens.StepTexts, writer.WriteStringValue);
        writer.WriteArray("ids", tokens.Ids, writer.WriteNumberValue);
        if (tokens.Texts is { } texts)
        {
            writer.WriteArray("texts", texts, writer.WriteStringValue);
        }

        // Of the first token, which nothing comes before, there is neither.
        writer.WriteArray("logProbability", File.Logits.LogprobNext.Prepend(null), value => WriteRounded(writer, value));
        writer.WriteArray("entropy", File.Entropy.PerToken.SkipLast(1).Prepend(null), value => WriteRounded(writer, value));
        if (File.Logits.RankNext is { } ranks)
        {
            writer.WriteArray("rank", ranks.Prepend(0), writer.WriteNumberValue);
        }

        writer.WriteEndObject();
    }

    private static void WriteInfluence(Utf8JsonWriter writer, StepMatrix attention)
    {
        writer.WriteStartObject();
        writer.WriteArray("layers", attention.Layers, writer.WriteNumberValue);
        writer.WriteNumber("heads", attention.Heads);
        writer.WriteArray(
            "byDistance",
            Enumerable.Range(1, Math.Clamp(attention.Steps - 1, 1, LargestDistance)),
            distance => writer.WriteArray(attention.Influence(distance), value => WriteRounded(writer, value)));
        writer.WriteEndObject();
    }

    private static void WriteRounded(Utf8JsonWriter writer, double? value) => writer.WriteFinite(value is { } number ? Math.Round(number, 5) : double.NaN);
}
