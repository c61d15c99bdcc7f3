using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace SKReasoning.LocalModel.Tests.Hostile;

/// <summary>Draws chat options that are out of range, contradict each other, or hold something else than their keys say.</summary>
internal sealed class HostileOptions(Random random, HostileText text, HostileJson json, HostileGrammar grammar)
{
    /// <summary>Most tokens that a request may write, so that thousands of them end.</summary>
    public const int MostTokens = 4;

    private static readonly double[] s_numbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1, 0, double.Epsilon, 0.5, 1, 1.5, 1e300, -1e300, 100];

    public ChatOptions? Any()
    {
        var options = new ChatOptions { MaxOutputTokens = random.Next(30) == 0 ? random.Next(-1, 1) : random.Next(1, MostTokens + 1) };
        foreach (var change in (Action<ChatOptions>[])[Sample, AddTools, AskForFormat, AddProperties])
        {
            if (random.Next(3) == 0)
            {
                change(options);
            }
        }

        if (random.Next(4) == 0)
        {
            options.Instructions = text.Any();
        }

        return options;
    }

    private void Sample(ChatOptions options)
    {
        options.Temperature = Sometimes(Number);
        options.TopP = Sometimes(Number);
        options.FrequencyPenalty = Sometimes(Number);
        options.PresencePenalty = Sometimes(Number);
        options.TopK = random.Next(8) switch { 0 => -1, 1 => int.MinValue, 2 => int.MaxValue, 3 => 0, 4 => 1, _ => null };
        options.Seed = random.Next(6) switch { 0 => int.MinValue, 1 => long.MinValue, 2 => long.MaxValue, 3 => -1, _ => null };
        options.StopSequences = random.Next(8) switch
        {
            0 => ["", text.Short()],
            1 => [null!],
            2 => [.. Enumerable.Range(0, random.Next(1, 2_000)).Select(i => $"{i}{text.Short()}")],
            3 => [new string('a', 1_000_000)],
            _ => null,
        };
    }

    private void AddTools(ChatOptions options)
    {
        options.Tools = [.. Enumerable.Range(0, random.Next(20) == 0 ? 200 : random.Next(5)).Select(_ => Tool())];
        options.AllowMultipleToolCalls = random.Next(3) switch { 0 => true, 1 => false, _ => null };
        options.ToolMode = random.Next(6) switch
        {
            0 => ChatToolMode.None,
            1 => ChatToolMode.RequireAny,
            2 => ChatToolMode.RequireSpecific("x" + text.Short()),
            3 => ChatToolMode.RequireSpecific("Shop_Order"),
            4 => ChatToolMode.Auto,
            _ => null,
        };
    }

    private AITool Tool() => random.Next(20) switch
    {
        0 => null!,
        1 => new HostedWebSearchTool(),
        2 => new BareTool("", "", json.Schema()),
        3 => new BareTool(null!, null!, default),
        _ => new BareTool(text.Name(), text.Any(), json.Schema()),
    };

    private void AskForFormat(ChatOptions options) => options.ResponseFormat = random.Next(6) switch
    {
        0 => ChatResponseFormat.Text,
        1 => ChatResponseFormat.Json,
        _ => ChatResponseFormat.ForJsonSchema(json.Schema(), random.Next(2) == 0 ? null : text.Short(), text.Short()),
    };

    private void AddProperties(ChatOptions options)
    {
        options.AdditionalProperties = [];
        foreach (var _ in Enumerable.Range(0, random.Next(1, 4)))
        {
            var (key, value) = Property();
            options.AdditionalProperties[key] = random.Next(10) == 0 ? Odd() : value;
        }
    }

    private (string Key, object? Value) Property() => random.Next(10) switch
    {
        0 => ("min_p", Number()),
        1 => ("repetition_penalty", Number()),
        2 => (BranchPoint.OptionsKey, Branch()),
        3 => (AnchorRequest.OptionsKey, Anchors()),
        4 => (AnswerScoreRequest.OptionsKey, new AnswerScoreRequest { Answer = Tokens(), Attention = random.Next(2) == 0 }),
        5 => (TraceRequest.OptionsKey, Trace()),
        6 => (text.Short(), text.Any()),
        _ => ("grammar", grammar.Any()),
    };

    private BranchPoint Branch() => new(
        (BranchFrom)random.Next(-1, 9),
        random.Next(-2, 50),
        Tokens() is { IsDefault: false } tokens ? [.. tokens.Select(token => new TracedToken(token, (float)Number(), (float)Number()))] : default,
        random.Next(3) == 0 ? new StepAttention(random.Next(1, 12), random.Next(1, 6), random.Next(1, 100)) : null,
        random.Next(3) == 0 ? null! : text.Short());

    private ImmutableArray<int> Tokens() => random.Next(8) switch
    {
        0 => default,
        1 => [],
        2 => [int.MaxValue],
        3 => [-1, 5],
        4 => [.. Enumerable.Range(0, random.Next(1, 5_000)).Select(i => i % 2_000)],
        _ => [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(2_048))],
    };

    private AnchorRequest Anchors() => new()
    {
        IsEnabled = random.Next(10) > 0,
        Schedule = (AnchorSchedule)random.Next(-1, 3),
        Backend = (AnchorBackend)random.Next(-1, 3),
        Form = (BlendForm)random.Next(0, 3),
        Mask = (MaskStyle)random.Next(0, 3),
        MaxSteps = random.Next(-1, 4),
        MaxSegmentTokens = random.Next(3) == 0 ? random.Next(-1, 20) : 64,
        Filler = random.Next(4) == 0 ? random.Next(-2, 4_000) : null,
        Strength = random.Next(8) == 0 ? null! : new AnchorStrength { Base = random.Next(3) == 0 ? Number() : 1.28, Rule = (StrengthRule)random.Next(0, 4), PerToken = random.Next(2) == 0 },
        Scaling = random.Next(8) == 0 ? null! : new AttentionScaling
        {
            Factor = random.Next(3) == 0 ? Number() : 2,
            LeastShare = random.Next(4) == 0 ? Number() : null,
            Layers = random.Next(3) == 0 ? Tokens() : [],
            Heads = random.Next(3) == 0 ? [random.Next(-1, 6)] : [],
        },
        Format = random.Next(6) switch
        {
            0 => null!,
            1 => new PlanFormat { Plan = text.Short(), Reason = text.Short() },
            2 => new PlanFormat { Plan = "P{0}", Reason = null!, Answer = "{1}" },
            _ => new PlanFormat(),
        },
    };

    private TraceRequest Trace() => new()
    {
        Influence = random.Next(2) == 0,
        InfluenceOptions = random.Next(6) switch
        {
            0 => null!,
            1 => new InfluenceOptions { Heads = null! },
            2 => new InfluenceOptions { LaterSteps = (LaterSteps)random.Next(-1, 4), Distance = random.Next(1, int.MaxValue) },
            _ => new InfluenceOptions(),
        },
        TellsSteps = random.Next(2) == 0,
        SpectralLayers = random.Next(3) == 0 ? Tokens() : [random.Next(10)],
        SpectralSolver = (SpectralSolver)random.Next(0, 3),
    };

    private object? Odd() => random.Next(9) switch
    {
        0 => null,
        1 => new object(),
        2 => DateTime.MaxValue,
        3 => 'x',
        4 => DBNull.Value,
        5 => json.Value(),
        6 => JsonElement.Parse("1e999"),
        7 => decimal.MaxValue,
        _ => text.Short(),
    };

    private double Number() => s_numbers[random.Next(s_numbers.Length)];

    private float? Sometimes(Func<double> value) => random.Next(3) == 0 ? (float)value() : null;

    private sealed class BareTool(string name, string description, JsonElement schema) : AIFunctionDeclaration
    {
        public override string Name => name;

        public override string Description => description;

        public override JsonElement JsonSchema => schema;
    }
}
