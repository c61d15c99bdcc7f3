using System.Text.Json;
using SKReasoning.Cli.Shell;

namespace SKReasoning.Cli.Inspect;

/// <summary>Writes an inspection under the keys and in the shapes that reference files of models use.</summary>
/// <remarks>Arrays by layer have an element for every layer: null where it was not asked for, or has no attention. What is no number is null.</remarks>
internal sealed class InspectJson
{
    private static readonly (string Name, int Distance)[] s_distances = [("delta4", ForwardInfluence.DefaultDistance), ("delta1", 1)];

    private readonly Inspection _inspection;
    private readonly Reading _reading;
    private readonly JsonParts _parts;
    private readonly Utf8JsonWriter _writer;

    private InspectJson(Inspection inspection, JsonParts parts, Utf8JsonWriter writer)
    {
        _inspection = inspection;
        _reading = inspection.Reading;
        _parts = parts;
        _writer = writer;
    }

    /// <summary>Writes the document to a stream, which stays open.</summary>
    public static void Write(Inspection inspection, JsonParts parts, Stream stream)
    {
        using var writer = JsonText.Open(stream, indented: false);
        new InspectJson(inspection, parts, writer).Write();
    }

    private void Write()
    {
        _writer.WriteStartObject();
        WriteModel();
        WriteTokens();
        WriteLogits();
        if (_parts.Attention)
        {
            WriteAttention();
        }

        WriteHidden();
        WriteInfluence();
        WriteSpectral();
        WriteEntropy();
        _writer.WriteEndObject();
    }

    private void WriteModel()
    {
        _writer.WriteStartObject("model");
        _writer.WriteString("name", _inspection.Model);
        _writer.WriteString("architecture", _inspection.Architecture);
        _writer.WriteNumber("layers", _reading.Shape.Layers);
        _writer.WriteNumber("heads", _reading.Shape.Heads);
        _writer.WriteNumber("hidden", _reading.Shape.HiddenSize);
        _writer.WriteNumber("vocab", _inspection.Vocabulary);
        _writer.WriteArray("attention_layers", _reading.AttentionLayers, _writer.WriteNumberValue);
        _writer.WriteEndObject();
    }

    private void WriteTokens()
    {
        var tokens = _inspection.Text.Tokens;
        _writer.WriteStartObject("tokens");
        _writer.WriteArray("ids", tokens, _writer.WriteNumberValue);
        _writer.WriteNumber("prompt_tokens", _inspection.Text.PromptTokens);
        _writer.WriteArray("steps", _inspection.Steps, step => _writer.WriteArray([step.First, step.Count], _writer.WriteNumberValue));
        _writer.WriteString("text", _inspection.TextOf(0, tokens.Length));
        _writer.WriteArray("texts", _inspection.Texts, _writer.WriteStringValue);
        _writer.WriteArray("step_texts", _inspection.Steps, step => _writer.WriteStringValue(_inspection.TextOf(step.First, step.Count)));
        _writer.WriteNumber("vocab", _inspection.Vocabulary);
        _writer.WriteEndObject();
    }

    private void WriteLogits()
    {
        var logits = _reading.Logits;
        _writer.WriteStartObject("logits");
        _writer.WriteArray("positions", Enumerable.Range(logits.FirstRow, logits.Rows.Length), _writer.WriteNumberValue);
        if (_parts.Logits)
        {
            _writer.WriteArray("rows", logits.Rows, row => _writer.WriteArray(row));
        }

        _writer.WriteArray("argmax", logits.Argmax, _writer.WriteNumberValue);
        WriteNumbers("argmax_margin", logits.ArgmaxMargin);
        WriteNumbers("logprob_next", logits.LogProbabilityNext);
        _writer.WriteArray("rank_next", logits.RankNext, _writer.WriteNumberValue);
        _writer.WriteEndObject();
    }

    private void WriteAttention()
    {
        _writer.WriteStartObject("attention");
        _writer.WriteArray("values", _reading.Attention, layer => WriteOrNull(layer, rows =>
        {
            for (var head = 0; head < _reading.Shape.Heads; head++)
            {
                _writer.WriteArray(rows, row => WriteRow(row, head, rows.Length));
                // A head of a long text takes megabytes; the writer would keep all of them.
                _writer.Flush();
            }
        }));
        _writer.WriteFinite("row_sum_min", _reading.RowSums.Min);
        _writer.WriteFinite("row_sum_max", _reading.RowSums.Max);
        _writer.WriteEndObject();
    }

    private void WriteRow(float[]? rows, int head, int tokens)
    {
        var keys = rows is null ? 0 : rows.Length / _reading.Shape.Heads;
        _writer.WriteStartArray();
        for (var key = 0; key < tokens; key++)
        {
            _writer.WriteFinite(key < keys ? rows![(head * keys) + key] : 0);
        }

        _writer.WriteEndArray();
    }

    private void WriteHidden()
    {
        _writer.WriteStartObject("hidden");
        _writer.WriteArray("l2", _reading.Norms, norms => WriteNumbersOrNull(norms));
        WriteNumbers("final_norm_l2", _reading.FinalNorms);
        if (_parts.Hidden)
        {
            _writer.WriteArray("last_token", _reading.Hidden, states => WriteState(states?[^1]));
            _writer.WritePropertyName("final_norm_last_token");
            WriteState(_reading.FinalState);
            _writer.WriteArray("all", _reading.Hidden, states => WriteOrNull(states, all =>
            {
                Array.ForEach(all, WriteState);
                _writer.Flush();
            }));
        }

        _writer.WriteEndObject();
    }

    private void WriteInfluence()
    {
        _writer.WritePropertyName("fci");
        if (_reading.StepAttention is not { } attention)
        {
            _writer.WriteNullValue();
            return;
        }

        var layers = Enumerable.Range(0, attention.Layers);
        var heads = Enumerable.Range(0, attention.Heads);
        int[] steps = [.. Enumerable.Range(0, attention.Steps)];
        _writer.WriteStartObject();
        _writer.WriteArray("step_matrix", layers, layer => WriteOrNull(
            _reading.AttentionLayers.Contains(layer) ? steps : null,
            _ => Items(heads, head => _writer.WriteArray(steps, query => WriteNumbersOrNull([.. steps.Select(key => attention.Mean(layer, head, query, key))])))));
        foreach (var (name, distance) in s_distances)
        {
            WriteInfluence(name, new Influence(attention, _reading.AttentionLayers, distance));
        }

        _writer.WriteEndObject();
    }

    private void WriteInfluence(string name, Influence influence)
    {
        _writer.WriteStartObject(name);
        _writer.WriteArray("per_head", influence.PerHead, layer => WriteOrNull(layer, heads => Items(heads, WriteNumbersOrNull)));
        _writer.WriteArray("per_head_mean", influence.PerHeadMean, layer => WriteOrNull(layer, heads => Items(heads, WriteNumbersOrNull)));
        WriteNumbers("max_unmasked", influence.MaxUnmasked);
        WriteNumbers("max", influence.Max);
        _writer.WriteArray("max_at", influence.MaxAt, at => _writer.WriteArray([at.Layer, at.Head], _writer.WriteNumberValue));
        _writer.WriteEndObject();
    }

    private void WriteSpectral()
    {
        _writer.WriteStartObject("spectral");
        WriteSpectral("whole", signatures => signatures.Whole);
        WriteSpectral("response", signatures => signatures.Response);
        _writer.WriteEndObject();
    }

    private void WriteSpectral(string name, Func<LayerSignatures, IReadOnlyList<SpectralDetails>> part)
    {
        var byLayer = _inspection.Spectra.ToDictionary(signatures => signatures.Layer, part);
        _writer.WriteStartObject(name);
        foreach (var mode in (SpectralMode[])[SpectralMode.Paper, SpectralMode.Compat, SpectralMode.Sound])
        {
            _writer.WriteArray(Name(mode), Enumerable.Range(0, _reading.Shape.Layers), layer =>
                WriteDetails(byLayer.GetValueOrDefault(layer)?.FirstOrDefault(details => details.Mode == mode)));
        }

        _writer.WriteEndObject();
    }

    private void WriteDetails(SpectralDetails? details)
    {
        if (details is null)
        {
            _writer.WriteNullValue();
            return;
        }

        var signature = details.Signature;
        _writer.WriteStartObject();
        _writer.WriteNumber("n", signature.Tokens);
        _writer.WriteFinite("lambda_max", details.LambdaMax);
        _writer.WriteFinite("min_gap", details.MinGap);
        _writer.WriteFinite("energy", signature.Energy);
        _writer.WriteFinite("signal_energy", details.SignalEnergy);
        _writer.WriteFinite("spectral_entropy", signature.Entropy);
        _writer.WriteFinite("spectral_entropy_norm", signature.NormalizedEntropy);
        _writer.WriteFinite("fiedler", signature.Fiedler);
        if (details.Mode == SpectralMode.Compat)
        {
            _writer.WriteFinite("lambda_min_raw", details.LambdaMin);
        }

        _writer.WriteFinite("hfer", signature.HighFrequencyRatio);
        _writer.WriteFinite("smoothness", signature.Smoothness);
        if (details.Mode == SpectralMode.Sound)
        {
            _writer.WriteFinite("cut_margin", details.CutMargin);
        }

        _writer.WriteEndObject();
    }

    private void WriteEntropy()
    {
        var (tokens, prompt) = _inspection.Text;
        _writer.WriteStartObject("entropy");
        WriteNumbers("per_token", _reading.Logits.Entropy);
        WriteNumbers("step_mean", [.. _inspection.Steps.Select(step => _inspection.MeanEntropy(step.First, step.Count))]);
        WriteNumbers("step_mean_at", [.. _inspection.Steps.Select(step => _inspection.MeanEntropy(step.First, step.Count, after: true))]);
        _writer.WriteFinite("response_mean", _inspection.MeanEntropy(prompt, tokens.Length - prompt));
        _writer.WriteEndObject();
    }

    private static string Name(SpectralMode mode) => mode switch
    {
        SpectralMode.Paper => "paper",
        SpectralMode.Compat => "compat",
        _ => "sound",
    };

    private void WriteNumbers(string name, double[] values)
    {
        _writer.WritePropertyName(name);
        _writer.WriteArray(values);
    }

    private void WriteNumbersOrNull(double[]? values)
    {
        if (values is null)
        {
            _writer.WriteNullValue();
        }
        else
        {
            _writer.WriteArray(values);
        }
    }

    private void WriteState(float[]? state)
    {
        if (state is null)
        {
            _writer.WriteNullValue();
        }
        else
        {
            _writer.WriteArray(state);
        }
    }

    private void WriteOrNull<T>(T[]? items, Action<T[]> write)
    {
        if (items is null)
        {
            _writer.WriteNullValue();
            return;
        }

        _writer.WriteStartArray();
        write(items);
        _writer.WriteEndArray();
    }

    private static void Items<T>(IEnumerable<T> items, Action<T> write)
    {
        foreach (var item in items)
        {
            write(item);
        }
    }
}
