using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SKReasoning.Cli.Inspect;

/// <summary>Shows an inspection to a person: the steps as a table, a line of heat, and the spectra.</summary>
internal sealed class InspectView(IAnsiConsole console)
{
    // Room that the numbers of the step table take with their borders.
    private const int WidthOfNumbers = 60;
    private const int NarrowestText = 16;

    private readonly HeatLine _heat = new(console.Profile.Capabilities.Unicode);

    public void Show(Inspection inspection)
    {
        var text = inspection.Text;
        var response = text.Tokens.Length - text.PromptTokens;
        console.Write(new Text(
            $"{inspection.Model}: {text.Tokens.Length} tokens, {text.PromptTokens} of them the prompt; {inspection.Steps.Length} steps, "
                + $"entropy {Number(inspection.MeanEntropy(text.PromptTokens, response), "F3")} nats\n"));
        console.Write(Steps(inspection));
        ShowHeat(inspection);
        if (inspection.Spectra.Count > 0)
        {
            console.Write(Spectra(inspection.Spectra));
        }
    }

    private Table Steps(Inspection inspection)
    {
        var reach = inspection.Steps.Length > ForwardInfluence.DefaultDistance ? ForwardInfluence.DefaultDistance : 1;
        var influence = inspection.Reading.StepAttention is { } attention
            ? new Influence(attention, inspection.Reading.AttentionLayers, reach).MaxUnmasked
            : null;
        var table = Numbers("step", "tokens", "mean", "weakest", "entropy", $"FCI Δ{reach}");
        table.AddColumn(new TableColumn("text") { NoWrap = true });
        var room = Math.Max(NarrowestText, console.Profile.Width - WidthOfNumbers);
        for (var i = 0; i < inspection.Steps.Length; i++)
        {
            var step = inspection.Steps[i];
            double[] logProbabilities = [.. Enumerable.Range(step.First, step.Count).Select(inspection.LogProbability)];
            var isDefined = influence is not null && i + 1 + reach < influence.Length;
            table.AddRow(
                new Text($"{i + 1}"),
                new Text($"{step.First}:{step.Count}"),
                new Text(Number(logProbabilities.Average(), "F3")),
                new Text(Number(logProbabilities.Min(), "F2")),
                new Text(Number(inspection.MeanEntropy(step.First, step.Count), "F3")),
                new Text(isDefined ? Number(influence![i + 1], "F4") : "–"),
                new Text(Cut(inspection.TextOf(step.First, step.Count), room)));
        }

        return table;
    }

    private void ShowHeat(Inspection inspection)
    {
        if (inspection.Steps.Length == 0)
        {
            return;
        }

        console.Write(new Text("Heat, one mark a token of the response, steps parted by " + _heat.Separator + ":\n"));
        console.Write(_heat.Draw(
            inspection.Steps.Select(step => Enumerable.Range(step.First, step.Count).Select(inspection.LogProbability)),
            console.Profile.Width));
        console.Write(new Text($"\nprobability: {_heat.Legend}\n"));
    }

    private static Table Spectra(IReadOnlyList<LayerSignatures> spectra)
    {
        var table = Numbers("layer", "part", "N", "Fiedler", "HFER", "smoothness", "entropy", "entropy/ln N");
        foreach (var layer in spectra)
        {
            AddSpectrum(table, layer.Layer, "whole", layer.Whole);
            AddSpectrum(table, layer.Layer, "response", layer.Response);
        }

        return table;
    }

    private static void AddSpectrum(Table table, int layer, string part, IReadOnlyList<SpectralDetails> modes)
    {
        var signature = modes.First(details => details.Mode == SpectralMode.Sound).Signature;
        table.AddRow(
            new Text($"{layer}"),
            new Text(part),
            new Text($"{signature.Tokens}"),
            new Text(Number(signature.Fiedler, "F4")),
            new Text(Number(signature.HighFrequencyRatio, "F4")),
            new Text(Number(signature.Smoothness, "F4")),
            new Text(Number(signature.Entropy, "F4")),
            new Text(Number(signature.NormalizedEntropy, "F4")));
    }

    private static Table Numbers(params string[] columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column) { Alignment = column == "part" ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }

    // One line, cut where it is too wide; a character may take two cells.
    private static string Cut(string text, int width)
    {
        var line = new string([.. text.Trim().ReplaceLineEndings("⏎").Select(character => char.IsControl(character) ? ' ' : character)]);
        return new Segment(line).CellCount() <= width ? line : Segment.Truncate(new Segment(line), width - 1)!.Text + "…";
    }

    private static string Number(double? value, string format) => value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) : "–";
}
