using System.Globalization;
using SKReasoning.Cli.Shell;
using Spectre.Console;

namespace SKReasoning.Cli.Models;

/// <summary>Shows the models in a folder.</summary>
internal sealed class ModelList(Terminal terminal)
{
    public ExitCode Show(string folder, bool json)
    {
        if (!Directory.Exists(folder))
        {
            throw new InputException($"'{folder}': there is no such folder.");
        }

        ListedModel[] models = [.. Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal).Select(ListedModel.Read)];
        if (json)
        {
            Print(models);
        }
        else
        {
            ShowTable(folder, models);
        }

        return models.Any(model => model.Problem is not null) ? ExitCode.Problem : ExitCode.Success;
    }

    private void Print(ListedModel[] models) => JsonText.Print(terminal, writer => writer.WriteArray("models", models, model =>
    {
        writer.WriteStartObject();
        writer.WriteString("file", model.Path);
        writer.WriteNumber("bytes", model.Bytes);
        if (model.Header is { } header)
        {
            writer.WriteString("name", header.Name);
            writer.WriteString("architecture", header.Architecture);
            writer.WriteNumber("parameters", header.Parameters);
            writer.WriteString("quantisation", header.WeightFormat);
            writer.WriteFinite("bits_per_weight", header.BitsPerWeight);
            writer.WriteOptional("context", header.ContextLength);
            writer.WriteOptional("layers", header.Layers);
            writer.WriteBoolean("chat_template", header.HasChatTemplate);
        }

        writer.WriteString("problem", model.Problem);
        writer.WriteEndObject();
    }));

    private void ShowTable(string folder, ListedModel[] models)
    {
        if (models.Length == 0)
        {
            terminal.Console.Write(new Text($"No .gguf file in '{folder}'.\n"));
            return;
        }

        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in (string[])["file", "architecture", "weights", "format", "context", "size"])
        {
            var isNumber = column is "weights" or "context" or "size";
            table.AddColumn(new TableColumn(column) { NoWrap = column != "file", Alignment = isNumber ? Justify.Right : Justify.Left });
        }

        foreach (var model in models)
        {
            var header = model.Header;
            table.AddRow(
                new Text(Path.GetFileName(model.Path)),
                new Text(header?.Architecture ?? "not usable"),
                new Text(header is null ? "–" : Amount.Count(header.Parameters)),
                new Text(header?.WeightFormat ?? "–"),
                new Text(header?.ContextLength?.ToString(CultureInfo.InvariantCulture) ?? "–"),
                new Text(Amount.Bytes(model.Bytes)));
        }

        terminal.Console.Write(table);
        foreach (var model in models.Where(model => model.Problem is not null))
        {
            terminal.Console.Write(new Text($"{model.Problem}\n"));
        }
    }
}
