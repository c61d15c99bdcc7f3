using SKReasoning.Cli.Shell;
using SKReasoning.LocalModel;

namespace SKReasoning.Cli.Inspect;

/// <summary>Loads a model, reads a text, and shows what came out.</summary>
internal sealed class InspectJob(Terminal terminal)
{
    public async Task<ExitCode> RunAsync(InspectSettings settings, CancellationToken cancellationToken)
    {
        var (readText, mostTokens) = InspectedText.Prepare(settings);
        var file = ModelFile.Read(settings.Model);
        using var model = await LoadAsync(settings, file, mostTokens, cancellationToken);
        var text = readText(model);
        var texts = TokenTexts.Each(model, text.Tokens);
        var steps = settings.Steps is { } list ? StepList.Parse(list, text.PromptTokens, text.Tokens.Length) : StepList.Segment(texts, text.PromptTokens);
        var layers = LayerList.Parse(settings.Layers, model);
        RequireMemory(settings.Parts, model.Shape, layers.Count, text.Tokens.Length);

        var withDetails = settings.Json is not null;
        var reading = new Reading(model, text, steps, layers, settings.Parts, withDetails);
        await ReadAsync(model, text, reading, cancellationToken);
        var spectra = await MeasureAsync(reading, withDetails, cancellationToken);
        var inspection = new Inspection(model.ModelId, file.Architecture, model.VocabularySize, text, texts, steps, reading, spectra);
        if (settings.Json is { } target)
        {
            Write(inspection, settings.Parts, target);
        }

        if (settings.Json != InspectSettings.StandardOutput)
        {
            new InspectView(terminal.Console).Show(inspection);
        }

        return ExitCode.Success;
    }

    private Task<LlamaModel> LoadAsync(InspectSettings settings, ModelFile file, int mostTokens, CancellationToken cancellationToken)
    {
        // Token ids are counted; of a text only a bound is known, and a context beyond the model's own is then not meant.
        var bound = settings.Tokens is null && file.ContextLength is > 0 and < int.MaxValue ? Math.Min(mostTokens, (int)file.ContextLength) : mostTokens;
        var options = new LocalModelOptions
        {
            Path = settings.Model,
            ContextLength = settings.ContextLength > 0 ? settings.ContextLength : bound,
            Sequences = 1,
            Threads = settings.Threads,
            CacheFormat = settings.CacheFormat,
            TimeProvider = terminal.Clock,
        };
        return Meter.WaitAsync(terminal, $"Loading {file.Name ?? Path.GetFileName(settings.Model)}", () => LlamaModel.Load(options), cancellationToken);
    }

    private Task<bool> ReadAsync(LlamaModel model, InspectedText text, Reading reading, CancellationToken cancellationToken)
        => Meter.RunAsync(terminal, $"Reading {text.Tokens.Length} tokens", async progress =>
        {
            await model.ReadAsync(
                text.Tokens,
                reading,
                (position, logits) =>
                {
                    reading.Logits.Add(position, logits);
                    progress.Report((position + 1.0) / text.Tokens.Length);
                },
                cancellationToken);
            return true;
        });

    private Task<List<LayerSignatures>> MeasureAsync(Reading reading, bool withDetails, CancellationToken cancellationToken)
        => Meter.RunAsync(terminal, "Measuring spectra", progress => Task.Run(
            () => new SpectraMeter(reading, withDetails, progress).Measure(cancellationToken),
            cancellationToken));

    private void Write(Inspection inspection, JsonParts parts, string target)
    {
        if (target == InspectSettings.StandardOutput)
        {
            InspectJson.Write(inspection, parts, terminal.OutputStream);
            terminal.OutputStream.Write("\n"u8);
            terminal.OutputStream.Flush();
            return;
        }

        using var file = File.Create(target);
        InspectJson.Write(inspection, parts, file);
    }

    private static void RequireMemory(JsonParts parts, ModelShape shape, int layers, int tokens)
    {
        var bytes = (double)layers * shape.Heads * tokens * (tokens + 1) / 2 * sizeof(float);
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (parts.Attention && bytes > available)
        {
            throw new InputException(
                $"The attention of {layers} layers over {tokens} tokens takes {Amount.Bytes((long)bytes)}, "
                    + $"but there are {Amount.Bytes(available)}; give fewer --layers.");
        }
    }
}
